package org.chaski.app.harness

import android.graphics.Rect
import android.view.View
import android.view.ViewGroup
import android.widget.AdapterView
import android.widget.HorizontalScrollView
import android.widget.ListAdapter
import android.widget.ScrollView
import android.widget.TextView

/** A view and all in it, hidden or not. */
fun View.all(): Sequence<View> = sequence {
    yield(this@all)
    if (this@all is ViewGroup) for (i in 0 until childCount) yieldAll(getChildAt(i).all())
}

/** A view and all in it that are to be seen, in the order of drawing. */
fun View.shown(): Sequence<View> = sequence {
    if (visibility != View.VISIBLE || alpha == 0f) return@sequence
    yield(this@shown)
    if (this@shown is ViewGroup) for (i in 0 until childCount) yieldAll(getChildAt(i).shown())
}

fun View.ancestors(): Sequence<ViewGroup> = generateSequence(parent as? ViewGroup) { it.parent as? ViewGroup }

fun View.scrollers() = ancestors().filter { it is ScrollView || it is HorizontalScrollView || it is AdapterView<*> }

/** Where it is in its window; whole, also where a scroller hides a part of it. */
fun View.place(): Rect {
    val at = IntArray(2)
    getLocationInWindow(at)
    return Rect(at[0], at[1], at[0] + width, at[1] + height)
}

/** What can be seen of it now, in its window; nothing where it is scrolled away. */
fun View.visiblePlace(): Rect {
    val seen = Rect()
    return if (getGlobalVisibleRect(seen)) seen else Rect()
}

/** The row of a list answers through the list: it has no listener of its own. */
fun View.isRow() = (parent as? AdapterView<*>)?.let { list ->
    list.onItemClickListener != null && (list.adapter as? ListAdapter)?.isEnabled(list.getPositionForView(this)) == true
} ?: false

fun View.isTarget() = isEnabled && (isClickable || isRow())

/** What it says to whoever sees it, and to whoever hears it. */
fun View.words(): List<String> = listOfNotNull(
    (this as? TextView)?.text?.toString()?.takeIf { it.isNotBlank() },
    contentDescription?.toString()?.takeIf { it.isNotBlank() },
    (this as? TextView)?.hint?.toString()?.takeIf { it.isNotBlank() && text.isEmpty() },
)

/** How a complaint names a view. */
fun View.named(): String {
    val said = shown().flatMap { it.words() }.firstOrNull()?.let { "«$it»" } ?: "at ${place().toShortString()}"
    return "${javaClass.simpleName} $said"
}
