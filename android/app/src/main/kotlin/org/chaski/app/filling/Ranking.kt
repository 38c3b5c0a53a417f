package org.chaski.app.filling

import android.view.Gravity
import android.widget.LinearLayout
import android.widget.TextView
import org.chaski.app.asking.Option
import org.chaski.app.asking.optionBox
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.text
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.core.rankTouched
import org.chaski.core.rankValue

/** An order by touches: the first that is touched is the first. Touched again, one leaves it. */
class Ranking(
    private val look: Look, words: Wording, private val offered: List<Option>, value: String, readOnly: Boolean, private val changed: (String) -> Unit,
) {
    private var order = value.split(' ').filter { code -> offered.any { it.code == code } }.joinToString(" ")
    private val buttons = LinkedHashMap<String, TextView>()
    val view: LinearLayout = look.column()

    init {
        view.below(look.text(words.text(Word.FILL_ORDER), 16f, look.ink2), look, sides = 0, under = 8)
        for (option in offered) {
            val button = look.text("", 20f)
            button.minHeight = look.dp(64)
            button.gravity = Gravity.CENTER_VERTICAL
            button.setPadding(look.dp(12), look.dp(8), look.dp(12), look.dp(8))
            if (!readOnly) button.asButton { touched(option.code) }
            buttons[option.code] = button
            view.below(button, look, sides = 0, under = 8)
        }
        redraw()
    }

    private fun touched(code: String) {
        order = rankTouched(order, code)
        redraw()
        changed(rankValue(order, offered.size.toUInt()))
    }

    private fun redraw() {
        val inOrder = order.split(' ')
        for (option in offered) {
            val button = buttons.getValue(option.code)
            val place = inOrder.indexOf(option.code)
            button.text = if (place < 0) option.text else "${place + 1} · ${option.text}"
            button.background = optionBox(look, place >= 0)
            button.setTextColor(if (place >= 0) look.onAction else look.ink)
            button.isSelected = place >= 0
        }
    }
}
