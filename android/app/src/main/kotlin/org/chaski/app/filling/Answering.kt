package org.chaski.app.filling

import android.view.View
import org.chaski.app.asking.Asking
import org.chaski.app.asking.DayField
import org.chaski.app.asking.Figure
import org.chaski.app.asking.LINES
import org.chaski.app.asking.ONE_LINE
import org.chaski.app.asking.Option
import org.chaski.app.asking.Options
import org.chaski.app.asking.PlaceField
import org.chaski.app.asking.TELEPHONE
import org.chaski.app.asking.field
import org.chaski.app.look.column
import org.chaski.app.look.text
import org.chaski.app.words.Word
import org.chaski.core.momentParts
import org.chaski.core.momentValue
import org.chaski.types.AnswerField
import org.chaski.types.Question

/** How sure an answer is: one touch is a whole answer and may move on; letters are still being typed. */
enum class How { TOUCHED, TYPING }

/** The field of a question, and how it shows an answer that was changed elsewhere; null where that never happens while it is looked at. */
class Answering(val view: View?, val show: ((String) -> Unit)? = null)

/** What a question is answered with, as it looks here. */
fun answering(asking: Asking, question: Question, answer: (String, How) -> Unit): Answering {
    val look = asking.home.look
    val words = asking.home.words
    val touched = { text: String -> asking.tick(); answer(text, How.TOUCHED) }
    val typed = { text: String -> answer(text, How.TYPING) }
    val value = question.value
    val readOnly = question.readonly
    val options = { offered: List<Option>, several: Boolean ->
        Options(look, offered, several, value, readOnly, changed = touched).let { Answering(it.view, it::show) }
    }
    val chosen = question.choices.orEmpty().map { Option(it.name, it.label) }
    return when (val field = question.field) {
        is AnswerField.Read -> Answering(null)
        is AnswerField.Letters -> letters(asking, question, field, typed)
        is AnswerField.Figure ->
            Figure(look, words, value, unit = null, point = field.point, minus = true, readOnly = readOnly, openKeys = true, question.label, typed)
                .let { Answering(it.view, it::show) }
        is AnswerField.YesNo -> {
            val offered = chosen.ifEmpty { listOf(Option(field.no, words.text(Word.ANSWER_NO)), Option(field.yes, words.text(Word.ANSWER_YES))) }
            YesNo(look, offered, field, value, readOnly, touched).let { Answering(it.view, it::show) }
        }
        is AnswerField.One -> options(chosen, false)
        is AnswerField.Several -> options(chosen, true)
        is AnswerField.Rank -> Answering(Ranking(look, words, chosen, value, readOnly, touched).view)
        is AnswerField.Understood -> options(listOf(Option(field.taken, words.text(Word.UNDERSTOOD))), true)
        is AnswerField.Range -> Sliding(look, words, field, value, readOnly, typed).let { Answering(it.view, it::show) }
        is AnswerField.Day ->
            Answering(DayField(look, words, value, partial = false, readOnly = readOnly, field.withDay, field.withMonth, typed).view)
        is AnswerField.Time -> Answering(TimeField(look, words, value, readOnly, typed).view)
        is AnswerField.Moment -> moment(asking, question, typed)
        is AnswerField.Place -> Answering(PlaceField(asking, value, emptyList(), readOnly, withAltitude = true, touched).view)
        is AnswerField.Points -> Answering(PointsField(asking, question, field.outline, touched).view)
        is AnswerField.Photo, is AnswerField.Sound, is AnswerField.Film, is AnswerField.File, is AnswerField.Code ->
            Answering(MediaField(asking, question, touched).view)
    }
}

private fun moment(asking: Asking, question: Question, typed: (String) -> Unit): Answering {
    val look = asking.home.look
    val column = look.column()
    var (day, time) = momentParts(question.value)
    val tell = { momentValue(day, time)?.let(typed) ?: Unit }
    column.addView(DayField(look, asking.home.words, day, partial = false, readOnly = question.readonly) { day = it; tell() }.view)
    column.addView(TimeField(look, asking.home.words, time, question.readonly) { time = it; tell() }.view)
    return Answering(column)
}

private fun letters(asking: Asking, question: Question, of: AnswerField.Letters, typed: (String) -> Unit): Answering {
    val look = asking.home.look
    if (question.readonly) return Answering(look.text(question.value, 20f, bold = true))
    val type = when {
        of.severalLines -> LINES
        of.telephone -> TELEPHONE
        else -> ONE_LINE
    }
    val field = field(look, type, question.value, typed)
    if (of.severalLines) field.minLines = 3
    field.contentDescription = question.label
    return Answering(field) { text -> if (!field.hasFocus() && field.text.toString() != text) field.setText(text) }
}
