package org.chaski.app.asking

import android.view.View
import org.chaski.app.look.Icons
import org.chaski.app.look.Look
import org.chaski.app.look.Said
import org.chaski.app.look.asHeading
import org.chaski.app.look.below
import org.chaski.app.look.chip
import org.chaski.app.look.column
import org.chaski.app.look.text
import org.chaski.types.Input
import org.chaski.types.InputKind
import org.chaski.types.MarkState

/** One thing that a screen asks, and what its field holds. */
class InputView(val key: String, val view: View, private val held: () -> String) {
    fun value() = held()

    fun close() {}
}

/** The field of an input: what is asked, how to answer, the field, and what is wrong with it. */
fun inputView(asking: Asking, input: Input, typed: String?): InputView {
    val look = asking.home.look
    val language = asking.home.session.choices.spoken
    val column = look.column()
    val asked = look.text(Said.of(look, input.label, language), 20f, bold = true)
    asked.asHeading()
    column.below(asked, look, sides = 0)
    input.hint?.let { column.below(look.text(Said.of(look, it, language), 16f, look.ink2), look, sides = 0, above = 2) }
    input.wrong?.let { column.below(wrong(look, Said.of(look, it, language)), look, sides = 0, above = 6) }
    val (view, held) = held(asking, input, typed ?: input.value)
    if (view is android.widget.EditText) {
        asked.labelFor = View.generateViewId().also { view.id = it }
    }
    column.below(view, look, sides = 0, above = 8)
    return InputView(input.key, column, held)
}

/** What is to be looked at again: icon, edge and sentence. It is said, not shouted. */
fun wrong(look: Look, says: CharSequence): View {
    val line = look.chip(MarkState.NOTE, says)
    Icons.of(look, "error", look.ink, 20)?.let { line.setCompoundDrawablesRelative(it, null, null, null) }
    line.setPadding(look.dp(8), look.dp(6), look.dp(8), look.dp(6))
    line.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    return line
}

private fun held(asking: Asking, input: Input, value: String): Pair<View, () -> String> {
    val look = asking.home.look
    val words = asking.home.words
    val language = asking.home.session.choices.spoken
    val options = input.choices.map { choice ->
        Option(choice.code, Said.of(look, choice.text, language), choice.picture?.let { Icons.of(look, it, look.ink, 40) })
    }
    return when (input.kind) {
        InputKind.TEXT -> field(look, ONE_LINE, value).let { it to { it.text.toString() } }
        InputKind.LONG_TEXT -> field(look, LINES, value).let {
            it.minLines = 3
            it to { it.text.toString() }
        }
        InputKind.TELEPHONE -> field(look, TELEPHONE, value).let { it to { it.text.toString() } }
        InputKind.FIGURE -> Figure(look, words, value, input.unit, point = true, minus = false, readOnly = false, openKeys = true, input.label.text) {
        }.let { it.view to { it.value } }
        InputKind.DAY, InputKind.PARTIAL_DAY -> {
            val partial = input.kind == InputKind.PARTIAL_DAY
            DayField(look, words, value, partial, readOnly = false) {}.let { it.view to { it.value } }
        }
        InputKind.ONE, InputKind.SEVERAL -> {
            val several = input.kind == InputKind.SEVERAL
            Options(look, options, several, value, high = 56) { asking.tick() }.let { it.view to { it.value } }
        }
        InputKind.POSITION -> PlaceField(asking, value, options, readOnly = false, withAltitude = false) { asking.tick() }.let { it.view to { it.value } }
    }
}
