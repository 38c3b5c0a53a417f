package org.chaski.app.asking

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageView
import android.widget.LinearLayout
import org.chaski.app.look.Icons
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.bounded
import org.chaski.app.look.column
import org.chaski.app.look.line
import org.chaski.app.look.text
import org.chaski.app.words.Word
import org.chaski.app.words.Wording

/** The app's own keys for figures: large, where the thumb is, without what a keyboard has beside them. */
class Keypad(private val look: Look, private val words: Wording, extra: List<String>, private val pressed: (String) -> Unit) {
    val view: LinearLayout = look.column()

    init {
        // A figure below nought is rare: its sign stands below where the point has its place.
        val sides = extra.map { key(it) }
        val side = sides.firstOrNull() ?: blank()
        if (look.isShort) {
            // Three rows, so that on the smallest phone the question, the figure and all keys are seen at once.
            row(keys("123") + erase())
            row(keys("4560"))
            row(keys("789") + side)
            sides.drop(1).forEach { row(listOf(it, blank(), blank(), blank())) }
        } else {
            for (row in listOf("123", "456", "789")) row(keys(row))
            row(listOf(side, key("0"), erase()))
            sides.drop(1).forEach { row(listOf(it, blank(), blank())) }
        }
        view.setPadding(0, look.dp(4), 0, 0)
    }

    private fun row(keys: List<View>) {
        val line = look.line()
        keys.forEachIndexed { at, key ->
            val place = LinearLayout.LayoutParams(0, look.dp(HIGH), 1f)
            if (at > 0) place.marginStart = look.dp(GAP)
            line.addView(key, place)
        }
        val below = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
        below.topMargin = look.dp(GAP)
        view.addView(line, below)
    }

    private fun keys(figures: String) = figures.map { key(it.toString()) }

    private fun key(sign: String): View {
        val key = look.text(if (sign == "-") "\u2212" else sign, 28f, bold = true)
        key.gravity = Gravity.CENTER
        key.maxLines = 1
        look.bounded(key, 28f, 38f)
        dress(key) { pressed(sign) }
        return key
    }

    private fun erase(): View {
        val key = ImageView(look.context)
        key.scaleType = ImageView.ScaleType.CENTER
        key.setImageDrawable(Icons.of(look, "backspace", look.ink, 28))
        key.contentDescription = words.text(Word.ERASE)
        dress(key) { pressed(ERASE) }
        return key
    }

    private fun blank() = View(look.context).apply { importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO }

    private fun dress(key: View, touch: () -> Unit) {
        key.background = look.touched(look.box(look.paper, look.line), look.box(look.mixed(look.paper, look.action, 0.3f), look.action))
        key.asButton { touch() }
    }

    companion object {
        /** As the core knows it; the others are by what stands on them. */
        const val ERASE = "erase"
        private const val HIGH = 54
        private const val GAP = 4
    }
}
