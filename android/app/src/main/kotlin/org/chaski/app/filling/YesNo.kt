package org.chaski.app.filling

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.TextView
import org.chaski.app.asking.Option
import org.chaski.app.asking.optionBox
import org.chaski.app.asking.ChosenMark
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.below
import org.chaski.app.look.beside
import org.chaski.app.look.column
import org.chaski.app.look.line
import org.chaski.app.look.text
import org.chaski.types.AnswerField

/** No at the left, yes at the right, what is neither below: always. With large letters they stand below each other. */
class YesNo(
    private val look: Look, offered: List<Option>, sides: AnswerField.YesNo, private var value: String, readOnly: Boolean,
    private val touched: (String) -> Unit,
) {
    private val buttons = LinkedHashMap<String, TextView>()
    val view: LinearLayout = look.column()

    init {
        val beside = listOf(sides.no, sides.yes)
        val inOrder = beside.map { code -> button(offered.first { it.code == code }, readOnly) }
        if (look.isLarge) {
            inOrder.forEachIndexed { at, one -> view.below(one, look, sides = 0, above = if (at > 0) 8 else 0) }
        } else {
            val line = look.line()
            inOrder.forEachIndexed { at, one -> line.beside(one, look, before = if (at > 0) 8 else 0) }
            view.below(line, look, sides = 0)
        }
        offered.filter { it.code !in beside }.forEach { view.below(button(it, readOnly), look, sides = 0, above = 8) }
        redraw()
    }

    fun show(value: String) {
        this.value = value
        redraw()
    }

    private fun button(option: Option, readOnly: Boolean): View {
        val button = look.text(option.text, 20f, bold = true)
        button.minHeight = look.dp(64)
        button.gravity = Gravity.CENTER
        button.setPadding(look.dp(12), look.dp(8), look.dp(12), look.dp(8))
        button.isEnabled = !readOnly
        if (!readOnly) {
            button.asButton {
                value = option.code
                redraw()
                touched(value)
            }
        }
        buttons[option.code] = button
        return button
    }

    private fun redraw() {
        for ((code, button) in buttons) {
            val isChosen = code == value
            button.background = optionBox(look, isChosen)
            button.setTextColor(if (isChosen) look.onAction else look.ink)
            button.isSelected = isChosen
            val mark = if (isChosen) ChosenMark(look, isChosen = true, several = false, ink = look.onAction) else null
            button.setCompoundDrawablesRelative(mark, null, null, null)
        }
    }
}
