package org.chaski.app.asking

import android.view.Gravity
import android.widget.LinearLayout
import android.widget.TextView
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.below
import org.chaski.app.look.bounded
import org.chaski.app.look.column
import org.chaski.app.look.told
import org.chaski.app.look.text
import org.chaski.app.words.Wording
import org.chaski.core.figurePressed

/** A figure in digits of 40 sp, typed on our own keys. What was typed goes to the core as it is, but for a comma, which is a point there. */
class Figure(
    private val look: Look, words: Wording, value: String, private val unit: String?, point: Boolean, minus: Boolean,
    readOnly: Boolean, openKeys: Boolean, spoken: CharSequence, private val changed: (String) -> Unit,
) {
    private val box: TextView = look.text("", 40f, bold = true)
    private val keys = Keypad(look, words, listOfNotNull(".".takeIf { point }, "-".takeIf { minus }), ::press)
    val view: LinearLayout = look.column()
    var value: String = value
        private set

    init {
        box.gravity = Gravity.CENTER_VERTICAL or Gravity.END
        box.setPadding(look.dp(12), look.dp(2), look.dp(12), look.dp(2))
        box.minHeight = look.dp(56)
        box.maxLines = 1
        look.bounded(box, 40f, 56f)
        box.background = look.touched(look.box(look.paper, look.line), look.box(look.paper, look.ink))
        view.below(box, look, sides = 0)
        if (!readOnly) {
            view.below(keys.view, look, sides = 0)
            keys.view.visibility = if (openKeys) LinearLayout.VISIBLE else LinearLayout.GONE
            if (!openKeys) box.asButton { keys.view.visibility = LinearLayout.VISIBLE }
        }
        box.told()
        box.tag = spoken
        draw()
    }

    fun show(value: String) {
        this.value = value
        draw()
    }

    private fun press(key: String) {
        value = figurePressed(value, key)
        draw()
        changed(value)
    }

    private fun draw() {
        // The sign before a negative figure is as wide as the others, and a space that does not break stands before the unit.
        val shown = value.replace('-', '\u2212')
        box.text = if (unit == null) shown else "$shown\u00a0$unit"
        box.contentDescription = "${box.tag ?: ""} ${box.text}"
    }
}
