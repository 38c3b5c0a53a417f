package org.chaski.app.check

import android.graphics.Rect
import android.text.Layout
import android.view.View
import android.widget.EditText
import android.widget.TextView
import org.chaski.app.harness.ancestors
import org.chaski.app.harness.named
import org.chaski.app.harness.place
import org.chaski.app.harness.scrollers
import org.chaski.app.harness.shown
import org.chaski.app.harness.visiblePlace

private const val LEAST_SP = 14

internal fun texts(root: View): Sequence<TextView> =
    root.shown().filterIsInstance<TextView>().filter { it.text.isNotBlank() && it.layout != null }

/** Letters that nobody reads in the sun. */
fun letters(root: View): List<String> {
    val metrics = root.resources.displayMetrics
    return texts(root).mapNotNull { view ->
        // Larger letters are asked for in sp: at any scale none is smaller than these at the plain one.
        val size = view.textSize / metrics.density
        if (size < LEAST_SP - 0.01) "${view.named()} is written in $size dp; $LEAST_SP are needed" else null
    }.toList()
}

/** Words that are not all there: shortened, too tall or too wide for their view, or cut off by what they stand in. */
fun cut(root: View): List<String> = texts(root).mapNotNull { view ->
    val layout = view.layout
    val lines = 0 until layout.lineCount
    val wide = view.width - view.compoundPaddingLeft - view.compoundPaddingRight
    val tall = view.height - view.extendedPaddingTop - view.extendedPaddingBottom
    when {
        lines.any { layout.getEllipsisCount(it) > 0 } -> "${view.named()} is shortened"
        layout.text.length < view.text.length -> "${view.named()} is shortened"
        layout.lineCount > view.maxLines -> "${view.named()} has ${layout.lineCount} lines; ${view.maxLines} are shown"
        layout.height > tall + 1 -> "${view.named()} is taller than its view"
        lines.any { layout.getLineMax(it) > wide + 1 } && view !is EditText -> "${view.named()} is wider than its view"
        else -> outside(view, root)
    }
}.toList()

private fun outside(view: TextView, root: View): String? {
    val words = wordsPlace(view)
    val scrollers = view.scrollers().toSet()
    for (around in view.ancestors()) {
        // What a scroller hides can be scrolled to; whether the scroller itself is cut off is asked of its own parents.
        if (around in scrollers) return null
        if (around.clipChildren && !around.place().contains(words)) {
            return "${view.named()} is cut off by ${around.javaClass.simpleName}"
        }
        if (around === root) break
    }
    return null
}

/** Words on top of other words. */
fun overlaps(root: View): List<String> {
    val all = texts(root).toList()
    val complaints = mutableListOf<String>()
    for ((i, one) in all.withIndex()) for (other in all.drop(i + 1)) {
        if (Rect.intersects(seenWords(one), seenWords(other))) complaints += "${one.named()} lies on ${other.named()}"
    }
    return complaints
}

/** Where letters can be seen: what a scroller hides lies on nothing. */
private fun seenWords(view: TextView): Rect =
    wordsPlace(view).apply { if (!intersect(view.visiblePlace())) setEmpty() }

/** Where the letters stand, without the room around them. */
internal fun wordsPlace(view: TextView): Rect {
    val layout: Layout = view.layout
    val place = view.place()
    val lines = 0 until layout.lineCount
    val left = lines.minOf { layout.getLineLeft(it) }.toInt()
    val right = lines.maxOf { layout.getLineRight(it) }.toInt()
    val top = layout.getLineTop(0)
    val x = place.left + view.compoundPaddingLeft - view.scrollX
    val y = place.top + view.totalPaddingTop - view.scrollY
    return Rect(x + left, y + top, x + right, y + layout.getLineBottom(layout.lineCount - 1))
}
