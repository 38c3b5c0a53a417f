package org.chaski.app.check

import android.graphics.Rect
import android.view.View
import android.widget.AdapterView
import org.chaski.app.harness.ancestors
import org.chaski.app.harness.isTarget
import org.chaski.app.harness.named
import org.chaski.app.harness.place
import org.chaski.app.harness.scrollers
import org.chaski.app.harness.shown
import org.chaski.app.harness.visiblePlace

private const val LEAST_DP = 48
private const val APART_DP = 8
private const val KEYS_APART_DP = 4
private const val TOGETHER_DP = 56

/** What a finger in a glove cannot hit, or hits together with its neighbour. */
fun targets(root: View, isKey: (View) -> Boolean = { false }, together: (View) -> Boolean = { false }): List<String> {
    val density = root.resources.displayMetrics.density
    fun dp(px: Int) = Math.round(px / density)
    val targets = root.shown().filter { it.isTarget() && !it.visiblePlace().isEmpty && it !is AdapterView<*> }.toList()
    val small = targets.filter { dp(it.width) < LEAST_DP || dp(it.height) < LEAST_DP }
        .map { "${it.named()} is ${dp(it.width)} x ${dp(it.height)} dp; $LEAST_DP are needed" }

    val close = mutableListOf<String>()
    for ((i, one) in targets.withIndex()) for (other in targets.drop(i + 1)) {
        if (one in other.ancestors() || other in one.ancestors()) continue
        // What scrolls stands nowhere for good: it is judged beside what scrolls with it.
        if (one.scrollers().firstOrNull() !== other.scrollers().firstOrNull()) continue
        // Two rows, or two tabs, have no room between them; they are large enough to be told apart by the finger.
        val areTogether = one.parent === other.parent && (one.parent is AdapterView<*> || together(one) && together(other))
        val gap = gap(one.place(), other.place()) ?: continue
        val needed = if (areTogether) 0 else if (isKey(one) && isKey(other)) KEYS_APART_DP else APART_DP
        if (dp(gap) < needed) close += "${one.named()} and ${other.named()} are ${dp(gap)} dp apart; $needed are needed"
        if (areTogether && gap == 0 && minOf(dp(one.height), dp(other.height)) < TOGETHER_DP) {
            close += "${one.named()} and ${other.named()} touch; then each is $TOGETHER_DP dp high"
        }
    }
    return small + close
}

/** How far one is from the other along the side that they share; none where they share none. */
private fun gap(one: Rect, other: Rect): Int? {
    val across = maxOf(one.left, other.left) - minOf(one.right, other.right)
    val down = maxOf(one.top, other.top) - minOf(one.bottom, other.bottom)
    return when {
        across < 0 && down < 0 -> maxOf(across, down)
        across < 0 -> down
        down < 0 -> across
        else -> null
    }
}
