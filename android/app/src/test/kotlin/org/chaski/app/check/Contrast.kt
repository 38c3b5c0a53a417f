package org.chaski.app.check

import android.graphics.Bitmap
import android.graphics.Color
import android.graphics.Rect
import android.text.Spanned
import android.text.style.ForegroundColorSpan
import android.view.View
import android.widget.ImageView
import android.widget.TextView
import org.chaski.app.harness.named
import org.chaski.app.harness.place
import org.chaski.app.harness.scrollers
import org.chaski.app.harness.shown
import org.chaski.app.harness.visiblePlace

private const val TEXT = 4.5
private const val ICON = 3.0

/** Words and icons that do not stand out of what they are drawn on, as the picture has it. */
fun contrast(root: View, picture: Bitmap): List<String> {
    val offset = IntArray(2)
    root.getLocationOnScreen(offset)
    fun seen(view: View, place: Rect): Colours? {
        if (!place.intersect(view.visiblePlace())) return null
        place.offset(offset[0], offset[1])
        return if (place.intersect(0, 0, picture.width, picture.height)) Colours(picture, place) else null
    }

    val words = texts(root).filter { it.isEnabled }.mapNotNull { view ->
        val colours = seen(view, wordsPlace(view)) ?: return@mapNotNull null
        // What a part of a scroller shows of a line may be its upper edge alone: then its letters cannot be measured.
        val isWhole = view.scrollers().none() || wordsPlace(view).height() == colours.place.height()
        val least = (spoken(view).map { contrast(it, colours.ground) } + (if (isWhole) listOf(colours.most) else listOf())).min()
        complaint(view, least, TEXT)
    }
    val icons = root.shown().filterIsInstance<ImageView>().filter { it.drawable != null && it.isEnabled }.mapNotNull { view ->
        // Of one that is scrolled half away only an edge may be left, which nobody looks at.
        if (view.scrollers().any() && view.visiblePlace() != view.place()) return@mapNotNull null
        seen(view, view.place())?.let { complaint(view, it.most, ICON) }
    }
    return (words + icons).toList()
}

private fun complaint(view: View, least: Double, needed: Double) =
    if (least < needed) "${view.named()} has a contrast of %.1f; $needed are needed".format(least) else null

/** The colours in which the view says it writes: a part of a text may have its own. */
private fun spoken(view: TextView): List<Int> {
    val text = view.text
    val spans = (text as? Spanned)?.getSpans(0, text.length, ForegroundColorSpan::class.java).orEmpty()
    return listOf(view.currentTextColor) + spans.map { it.foregroundColor }
}

/** What is drawn within a place: the colour that most of it has, and how far the farthest stands from it. */
private class Colours(picture: Bitmap, val place: Rect) {
    val ground: Int
    val most: Double

    init {
        val pixels = IntArray(place.width() * place.height())
        picture.getPixels(pixels, 0, place.width(), place.left, place.top, place.width(), place.height())
        val counts = pixels.asIterable().groupingBy { it }.eachCount()
        ground = counts.maxBy { it.value }.key
        most = counts.keys.maxOf { contrast(it, ground) }
    }
}

/** The contrast of WCAG 2. A colour that lets through is taken as it looks over the other. */
fun contrast(one: Int, ground: Int): Double {
    val part = Color.alpha(one) / 255.0
    fun mixed(channel: (Int) -> Int) = channel(one) * part + channel(ground) * (1 - part)
    val over = Color.rgb(mixed(Color::red).toInt(), mixed(Color::green).toInt(), mixed(Color::blue).toInt())
    val (light, dark) = listOf(luminance(over), luminance(ground)).sortedDescending()
    return (light + 0.05) / (dark + 0.05)
}

private fun luminance(colour: Int): Double {
    fun linear(channel: Int): Double {
        val part = channel / 255.0
        return if (part <= 0.03928) part / 12.92 else Math.pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(Color.red(colour)) + 0.7152 * linear(Color.green(colour)) + 0.0722 * linear(Color.blue(colour))
}
