package org.chaski.app.filling

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import java.math.BigDecimal
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
import org.chaski.types.Question

/** A figure between two ends, by a large − and a large +: nothing is dragged. It is blank until one of them is touched. */
class Sliding(private val look: Look, words: Wording, private val question: Question, private val changed: (String) -> Unit) {
    private val start = parameter("start") ?: BigDecimal.ZERO
    private val end = parameter("end") ?: BigDecimal.TEN
    private val step = (parameter("step") ?: BigDecimal.ONE).abs().max(SMALLEST)
    private val box = look.text("", 40f, bold = true).told()
    private var value: BigDecimal? = question.value.toBigDecimalOrNull()
    val view: LinearLayout = look.column()

    init {
        box.gravity = Gravity.CENTER
        box.minHeight = look.dp(64)
        look.bounded(box, 40f, 48f)
        box.background = look.box(look.paper, look.line)
        val line = look.line()
        line.addView(button("\u2212", words.text(Word.LESS)) { move(step.negate()) }, look.dp(SIDE), look.dp(64))
        val middle = LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f)
        middle.setMargins(look.dp(8), 0, look.dp(8), 0)
        line.addView(box, middle)
        line.addView(button("+", words.text(Word.MORE)) { move(step) }, look.dp(SIDE), look.dp(64))
        view.below(line, look, sides = 0)
        val ends = look.text("${start.toPlainString()} – ${end.toPlainString()}", 16f, look.ink2)
        ends.gravity = Gravity.CENTER
        view.below(ends, look, sides = 0, above = 4)
        draw()
    }

    fun show(text: String) {
        value = text.toBigDecimalOrNull()
        draw()
    }

    private fun button(sign: String, spoken: String, touch: () -> Unit): View {
        val button = look.plainButton(sign) { if (!question.readonly) touch() }
        look.bounded(button, 32f, 36f)
        button.contentDescription = spoken
        button.isEnabled = !question.readonly
        return button
    }

    private fun move(by: BigDecimal) {
        val least = start.min(end)
        val most = start.max(end)
        // The first touch shows where it begins.
        value = value?.add(by)?.max(least)?.min(most) ?: if (by.signum() < 0) most else least
        draw()
        changed(value?.toPlainString().orEmpty())
    }

    private fun draw() {
        box.text = value?.toPlainString()?.replace('-', '\u2212').orEmpty()
    }

    private fun parameter(name: String) = question.parameters.firstOrNull { it.name == name }?.value?.toBigDecimalOrNull()

    private companion object {
        const val SIDE = 88
        val SMALLEST: BigDecimal = BigDecimal("0.000001")
    }
}
