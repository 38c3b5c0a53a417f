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
import org.chaski.types.ControlKind
import org.chaski.types.Question
import org.chaski.types.ValueType

/** How sure an answer is: one touch is a whole answer and may move on; letters are still being typed. */
enum class How { TOUCHED, TYPING }

/** The field of a question, and how it shows an answer that was changed elsewhere; null where that never happens while it is looked at. */
class Answering(val view: View?, val movesOn: Boolean = false, val show: ((String) -> Unit)? = null)

/** What a question is answered with. */
fun answering(asking: Asking, question: Question, answer: (String, How) -> Unit): Answering {
    val look = asking.home.look
    val words = asking.home.words
    val touched = { text: String -> asking.tick(); answer(text, How.TOUCHED) }
    val typed = { text: String -> answer(text, How.TYPING) }
    val kind = question.kind
    val readOnly = question.readonly
    return when (question.control) {
        ControlKind.SELECT_ONE, ControlKind.SELECT_MULTIPLE, ControlKind.RANK -> choosing(asking, question, touched, typed)
        ControlKind.TRIGGER -> trigger(asking, question, touched)
        ControlKind.RANGE -> Sliding(look, words, question, typed).let { Answering(it.view, show = it::show) }
        ControlKind.UPLOAD -> MediaField(asking, question, touched).let { Answering(it.view) }
        ControlKind.GROUP, ControlKind.REPEAT -> Answering(null)
        ControlKind.INPUT -> when {
            // A sentence that is only to be read.
            readOnly && question.value.isEmpty() -> Answering(null)
            kind == ValueType.INTEGER || kind == ValueType.DECIMAL -> figure(asking, question, typed)
            kind == ValueType.BOOLEAN -> {
                val offered = listOf(Option("false", words.text(Word.ANSWER_NO)), Option("true", words.text(Word.ANSWER_YES)))
                YesNo(look, offered, question.value, readOnly, touched).let { Answering(it.view, movesOn = true, show = it::show) }
            }
            kind == ValueType.DATE -> day(asking, question, typed).let { Answering(it.view) }
            kind == ValueType.TIME -> TimeField(look, words, question.value, readOnly, typed).let { Answering(it.view) }
            kind == ValueType.DATE_TIME -> moment(asking, question, typed)
            kind == ValueType.GEOPOINT -> PlaceField(asking, question.value, emptyList(), readOnly, PlaceField::long, touched).let { Answering(it.view) }
            kind == ValueType.GEOTRACE || kind == ValueType.GEOSHAPE -> PointsField(asking, question, touched).let { Answering(it.view) }
            kind == ValueType.BARCODE -> MediaField(asking, question, touched).let { Answering(it.view) }
            else -> letters(asking, question, typed)
        }
    }
}

private fun choosing(asking: Asking, question: Question, touched: (String) -> Unit, typed: (String) -> Unit): Answering {
    val look = asking.home.look
    val offered = question.choices?.map { Option(it.name, it.label) } ?: return letters(asking, question, typed)
    val readOnly = question.readonly
    return when {
        question.control == ControlKind.RANK ->
            Ranking(look, asking.home.words, offered, question.value, readOnly, touched).let { Answering(it.view) }
        question.control == ControlKind.SELECT_MULTIPLE ->
            Options(look, offered, several = true, value = question.value, readOnly = readOnly, changed = touched).let { Answering(it.view, show = it::show) }
        YesNo.isOne(offered) -> YesNo(look, offered, question.value, readOnly, touched).let { Answering(it.view, movesOn = true, show = it::show) }
        else -> Options(look, offered, several = false, value = question.value, readOnly = readOnly, changed = touched)
            .let { Answering(it.view, movesOn = true, show = it::show) }
    }
}

private fun trigger(asking: Asking, question: Question, touched: (String) -> Unit): Answering {
    val understood = listOf(Option(TAKEN, asking.home.words.text(Word.UNDERSTOOD)))
    val options = Options(asking.home.look, understood, several = true, value = question.value, readOnly = question.readonly, changed = touched)
    return Answering(options.view, movesOn = true, show = options::show)
}

private fun figure(asking: Asking, question: Question, typed: (String) -> Unit): Answering {
    val point = question.kind == ValueType.DECIMAL
    val figure = Figure(
        asking.home.look, asking.home.words, question.value, unit = null, point = point, minus = true, readOnly = question.readonly,
        openKeys = true, question.label, typed,
    )
    return Answering(figure.view, show = figure::show)
}

private fun day(asking: Asking, question: Question, typed: (String) -> Unit): DayField {
    // A month or a year alone is asked by how the question looks; what is kept is a whole day all the same.
    val looks = question.appearance.split(' ')
    val withMonth = "year" !in looks
    val withDay = withMonth && "month-year" !in looks
    return DayField(asking.home.look, asking.home.words, question.value, partial = false, readOnly = question.readonly, withDay, withMonth) { text ->
        val lacking = if (text.isEmpty() || withDay) 0 else 2 - text.count { it == '-' }
        typed(text + FIRST.repeat(lacking))
    }
}

private fun moment(asking: Asking, question: Question, typed: (String) -> Unit): Answering {
    val look = asking.home.look
    val column = look.column()
    var (day, time) = question.value.split('T', limit = 2).let { it[0] to it.getOrElse(1) { "" } }
    val tell = { if (day.isEmpty() && time.isEmpty()) typed("") else if (day.isNotEmpty() && time.isNotEmpty()) typed("${day}T$time") }
    column.addView(DayField(look, asking.home.words, day, partial = false, readOnly = question.readonly) { day = it; tell() }.view)
    column.addView(TimeField(look, asking.home.words, time, question.readonly) { time = it; tell() }.view)
    return Answering(column)
}

private fun letters(asking: Asking, question: Question, typed: (String) -> Unit): Answering {
    val look = asking.home.look
    if (question.readonly) return Answering(look.text(question.value, 20f, bold = true))
    val looks = question.appearance.split(' ')
    val type = when {
        "multiline" in looks -> LINES
        "numbers" in looks -> TELEPHONE
        else -> ONE_LINE
    }
    val field = field(look, type, question.value, typed)
    if ("multiline" in looks) field.minLines = 3
    field.contentDescription = question.label
    return Answering(field) { text -> if (!field.hasFocus() && field.text.toString() != text) field.setText(text) }
}

private const val TAKEN = "OK"
private const val FIRST = "-01"
