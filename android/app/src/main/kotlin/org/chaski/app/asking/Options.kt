package org.chaski.app.asking

import android.graphics.drawable.Drawable
import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.LinearLayout
import android.widget.TextView
import org.chaski.app.look.Icons
import org.chaski.app.look.Look
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.text
import org.chaski.core.severalTouched

/** Something that may be chosen. */
class Option(val code: String, val text: CharSequence, val picture: Drawable? = null)

/** Options below each other, of which one or several may be chosen. Nothing is chosen before she does. */
class Options(
    private val look: Look, private val options: List<Option>, private val several: Boolean, value: String,
    private val readOnly: Boolean = false, private val high: Int = 64, private val changed: (String) -> Unit,
) {
    private val views = LinkedHashMap<String, TextView>()
    val view: LinearLayout = look.column()

    /** Several with a space between them, in the order in which they are offered. */
    var value = value
        private set

    init {
        options.forEachIndexed { at, option ->
            val button = button(option)
            views[option.code] = button
            view.below(button, look, sides = 0, above = if (at == 0) 0 else 8)
        }
        redraw()
    }

    fun show(value: String) {
        this.value = value
        redraw()
    }

    private fun button(option: Option): TextView {
        val button = look.text(option.text, 20f)
        button.minHeight = look.dp(high)
        button.gravity = Gravity.CENTER_VERTICAL
        button.setPadding(look.dp(12), look.dp(8), look.dp(12), look.dp(8))
        button.compoundDrawablePadding = look.dp(12)
        button.isEnabled = !readOnly
        button.isFocusable = true
        if (!readOnly) button.setOnClickListener { touched(option.code) }
        button.accessibilityDelegate = Told(several) { isChosen(option) }
        return button
    }

    private fun touched(code: String) {
        value = if (several) severalTouched(value, code, options.map { it.code }) else code
        redraw()
        changed(value)
    }

    private fun isChosen(option: Option) = option.code in value.split(' ')

    private fun redraw() {
        for (option in options) {
            val button = views.getValue(option.code)
            val isChosen = isChosen(option)
            button.background = optionBox(look, isChosen)
            val ink = if (isChosen) look.onAction else look.ink
            button.setTextColor(ink)
            val mark = ChosenMark(look, isChosen, several, ink)
            button.setCompoundDrawablesRelative(mark, null, option.picture, null)
            button.isSelected = isChosen
        }
    }
}

/** The box of an answer: an edge before it is chosen, the colour of what is done when it is. */
fun optionBox(look: Look, isChosen: Boolean): Drawable {
    val pressed = look.box(look.mixed(look.paper, look.action, 0.3f), look.action)
    return if (isChosen) look.touched(look.box(look.action), pressed) else look.touched(look.box(look.paper, look.line), pressed)
}

/** What it is and its state, for a screen reader. */
private class Told(private val several: Boolean, private val isChosen: () -> Boolean) : View.AccessibilityDelegate() {
    override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(host, info)
        info.className = if (several) "android.widget.CheckBox" else "android.widget.RadioButton"
        info.isCheckable = true
        if (Build.VERSION.SDK_INT >= 36) return
        @Suppress("DEPRECATION")
        info.isChecked = isChosen()
    }
}
