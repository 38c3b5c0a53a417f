package org.chaski.app.filling

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import org.chaski.app.look.Look
import org.chaski.app.look.below
import org.chaski.app.look.bounded
import org.chaski.app.look.column
import org.chaski.app.look.line
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.core.rangeMoved
import org.chaski.types.AnswerField

/** A figure between two ends, by a large − and a large +: nothing is dragged. It is blank until one of them is touched. */
class Sliding(
    private val look: Look, words: Wording, private val range: AnswerField.Range, private var value: String, private val readOnly: Boolean,
    private val changed: (String) -> Unit,
) {
    private val box = look.text("", 40f, bold = true).told()
    val view: LinearLayout = look.column()

    init {
        box.gravity = Gravity.CENTER
        box.minHeight = look.dp(64)
        look.bounded(box, 40f, 48f)
        box.background = look.box(look.paper, look.line)
        val line = look.line()
        line.addView(button("\u2212", words.text(Word.LESS)) { move(up = false) }, look.dp(SIDE), look.dp(64))
        val middle = LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f)
        middle.setMargins(look.dp(8), 0, look.dp(8), 0)
        line.addView(box, middle)
        line.addView(button("+", words.text(Word.MORE)) { move(up = true) }, look.dp(SIDE), look.dp(64))
        view.below(line, look, sides = 0)
        val ends = look.text("${range.start} – ${range.end}", 16f, look.ink2)
        ends.gravity = Gravity.CENTER
        view.below(ends, look, sides = 0, above = 4)
        draw()
    }

    fun show(value: String) {
        this.value = value
        draw()
    }

    private fun button(sign: String, spoken: String, touch: () -> Unit): View {
        val button = look.plainButton(sign) { if (!readOnly) touch() }
        look.bounded(button, 32f, 36f)
        button.contentDescription = spoken
        button.isEnabled = !readOnly
        return button
    }

    private fun move(up: Boolean) {
        value = rangeMoved(value, range.start, range.end, range.step, up)
        draw()
        changed(value)
    }

    private fun draw() {
        box.text = value.replace('-', '\u2212')
    }

    private companion object {
        const val SIDE = 88
    }
}
