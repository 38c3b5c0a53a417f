package org.chaski.app.nav

import android.os.Bundle
import java.io.File
import java.io.IOException
import org.chaski.app.session.InOrder

/** One place on the way here, with what its page wants to find again: where the list stood, what was typed and not yet submitted. */
class Stop(val place: String, val kept: Bundle = Bundle()) {
    /** What is to be said on it once: what became of the page before. */
    var says: org.chaski.types.Sentence? = null
}

/** The way to where the worker is: places only, which name nobody. It is in a file too, so that she finds herself there after a flat battery. */
class Trail {
    private val stops = ArrayList<Stop>()
    private var file: File? = null
    private val inOrder = InOrder()

    val top: Stop get() = stops.lastOrNull() ?: Stop(Places.TODAY).also { stops.add(it) }
    val isRoot: Boolean get() = stops.size <= 1

    /** The tab that the way began with. */
    val root: String get() = stops.firstOrNull()?.place ?: Places.TODAY

    /** In the background. The file's places; what is still in memory of the same way stays. */
    fun read(file: File) {
        this.file = file
        val places = try {
            if (file.exists()) file.readLines().filter { it.isNotBlank() } else emptyList()
        } catch (_: IOException) {
            emptyList()
        }
        if (places == stops.map { it.place }) return
        stops.clear()
        places.takeLast(LONGEST).mapTo(stops) { Stop(it) }
    }

    fun push(place: String) = change {
        if (stops.size >= LONGEST) stops.removeAt(1)
        stops.add(Stop(place))
    }

    /** The page on top is done with: this one comes in its place, or the way goes back to it where it leads through it. */
    fun replace(place: String, says: org.chaski.types.Sentence? = null) = change {
        stops.removeLastOrNull()
        val before = stops.indexOfLast { it.place == place }
        if (before >= 0) {
            while (stops.size > before + 1) stops.removeAt(stops.size - 1)
        } else {
            stops.add(Stop(place))
        }
        stops.last().says = says
    }

    /** False where there is nothing before. */
    fun back(): Boolean {
        if (stops.size <= 1) {
            if (root == Places.TODAY) return false
            begin(Places.TODAY)
        } else {
            change { stops.removeAt(stops.size - 1) }
        }
        return true
    }

    /** A new way, from a tab. */
    fun begin(place: String) = change {
        stops.clear()
        stops.add(Stop(place))
    }

    fun forget() {
        stops.clear()
        file = null
    }

    fun save(into: Bundle) {
        into.putStringArrayList(PLACES, ArrayList(stops.map { it.place }))
        stops.forEachIndexed { at, stop -> into.putBundle(KEPT + at, stop.kept) }
    }

    /** What a system that ended the process had kept, where it is of the way that the file has. */
    fun restore(from: Bundle) {
        if (from.getStringArrayList(PLACES) != stops.map { it.place }) return
        stops.forEachIndexed { at, stop -> from.getBundle(KEPT + at)?.let(stop.kept::putAll) }
    }

    private fun change(act: () -> Unit) {
        act()
        val file = file ?: return
        val text = stops.joinToString("\n") { it.place }
        inOrder.execute {
            try {
                val next = File(file.path + ".next")
                next.writeText(text)
                next.renameTo(file)
            } catch (_: IOException) {
                // A full disk costs her the way back, and nothing else.
            }
        }
    }

    private companion object {
        const val LONGEST = 30
        const val PLACES = "places"
        const val KEPT = "kept"
    }
}
