package org.chaski.app.nav

import android.os.Bundle
import java.io.File
import java.io.IOException
import org.chaski.app.session.InOrder
import org.chaski.core.Way

/** One place on the way here, with what its page wants to find again: where the list stood, what was typed and not yet submitted. */
class Stop(val place: String, val kept: Bundle = Bundle()) {
    /** What is to be said on it once: what became of the page before. */
    var says: org.chaski.types.Sentence? = null
}

/**
 * The way to where the worker is, which the core walks, and beside each of its places what its page keeps. The places, which name nobody, are in a file
 * too, so that she finds herself there after a flat battery.
 */
class Trail {
    private val stops = ArrayList<Stop>()
    private lateinit var way: Way
    private var file: File? = null
    private val inOrder = InOrder()

    val top: Stop get() = stops.last()
    val isRoot: Boolean get() = stops.size <= 1

    /** In the background. The file's places; what is still in memory of the same way stays. */
    fun read(file: File) {
        this.file = file
        val text = try {
            if (file.exists()) file.readText() else ""
        } catch (_: IOException) {
            ""
        }
        way = Way(text)
        follow()
    }

    fun push(place: String) = change { way.push(place) }

    /** The page on top is done with: this one comes in its place, or the way goes back to it where it leads through it. */
    fun replace(place: String, says: org.chaski.types.Sentence? = null) {
        stops.removeAt(stops.size - 1)
        change { way.replace(place) }
        top.says = says
    }

    /** False where there is nothing before. */
    fun back(): Boolean = change { way.back() }

    /** A new way, from a tab. */
    fun begin(place: String) {
        stops.clear()
        change { way.begin(place) }
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

    /** Places that are as they were from the first on keep what is theirs. */
    private fun follow() {
        val places = way.places()
        val same = stops.zip(places).takeWhile { (stop, place) -> stop.place == place }.size
        stops.subList(same, stops.size).clear()
        places.drop(same).mapTo(stops) { Stop(it) }
    }

    private fun <T> change(move: () -> T): T {
        val moved = move()
        follow()
        write(file ?: return moved, way.text())
        return moved
    }

    private fun write(file: File, text: String) {
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
        const val PLACES = "places"
        const val KEPT = "kept"
    }
}
