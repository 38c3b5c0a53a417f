package org.chaski.app.look

import android.graphics.Canvas
import android.graphics.Paint
import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.style.LocaleSpan
import android.text.style.ReplacementSpan
import java.util.Locale
import org.chaski.types.Sentence

/** Texts as they are shown: one in another language than the phone's has that language in a small frame before it, and tells a reader. */
object Said {
    fun of(look: Look, sentence: Sentence, language: String): CharSequence {
        if (sentence.language == language || sentence.text.isEmpty()) return sentence.text
        val tag = sentence.language.uppercase(Locale.ROOT)
        val text = SpannableStringBuilder(tag).append(' ').append(sentence.text)
        text.setSpan(LanguageFrame(look, tag), 0, tag.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
        text.setSpan(LocaleSpan(Locale.forLanguageTag(sentence.language)), tag.length + 1, text.length, 0)
        return text
    }

    /** Several below each other. */
    fun of(look: Look, sentences: List<Sentence>, language: String): CharSequence {
        val all = SpannableStringBuilder()
        for (one in sentences) {
            if (all.isNotEmpty()) all.append('\n')
            all.append(of(look, one, language))
        }
        return all
    }
}

/** A language's tag in a frame, in letters of 14 sp. */
private class LanguageFrame(private val look: Look, private val tag: String) : ReplacementSpan() {
    private val letter = look.letter(14f)
    private val room = look.dp(3f)

    override fun getSize(paint: Paint, text: CharSequence, start: Int, end: Int, fm: Paint.FontMetricsInt?): Int {
        fm?.let { paint.getFontMetricsInt(it) }
        return (small(paint).measureText(tag) + room * 2).toInt()
    }

    override fun draw(
        canvas: Canvas, text: CharSequence, start: Int, end: Int, x: Float, top: Int, y: Int, bottom: Int, paint: Paint,
    ) {
        val small = small(paint)
        val width = small.measureText(tag) + room * 2
        canvas.drawText(tag, x + room, y.toFloat(), small)
        val frame = Paint(small)
        frame.style = Paint.Style.STROKE
        frame.strokeWidth = look.edge.toFloat()
        canvas.drawRect(x + 1, y + small.ascent(), x + width - 1, y + small.descent(), frame)
    }

    private fun small(paint: Paint) = Paint(paint).apply { textSize = letter }
}
