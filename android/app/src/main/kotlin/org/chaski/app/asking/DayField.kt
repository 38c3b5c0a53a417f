package org.chaski.app.asking

import android.graphics.Rect
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.TextView
import java.util.Calendar
import java.util.Locale
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.below
import org.chaski.app.look.bounded
import org.chaski.app.look.beside
import org.chaski.app.look.column
import org.chaski.app.look.line
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.words.Word
import org.chaski.app.words.Wording

/** A day by keys: day, month by its name, year. Where less may be known, that is an answer too. Whether the day exists the core says. */
class DayField(
    private val look: Look, private val words: Wording, value: String, private val partial: Boolean, readOnly: Boolean,
    private val withDay: Boolean = true, private val withMonth: Boolean = true, private val changed: (String) -> Unit,
) {
    private enum class Part { DAY, MONTH, YEAR }

    private val parts = listOfNotNull(Part.DAY.takeIf { withDay }, Part.MONTH.takeIf { withMonth }, Part.YEAR)
    private val typed = HashMap<Part, String>()
    private val unknown = HashSet<Part>()
    private val boxes = HashMap<Part, TextView>()
    private val keys = look.column()
    private var at: Part = parts.first()

    /** Whether the next figure is the first of its part: what stands there goes. */
    private var isFirst = true
    val view: LinearLayout = look.column()

    /** `2026-11-24`, and as much of it as is known. */
    val value: String
        get() {
            val year = typed[Part.YEAR].orEmpty()
            val month = typed[Part.MONTH].orEmpty().padded()
            val day = typed[Part.DAY].orEmpty().padded()
            return listOf(year, month, day).takeWhile { it.isNotEmpty() }.joinToString("-")
        }

    init {
        read(value)
        val line = look.line()
        parts.forEachIndexed { index, part -> line.beside(column(part, readOnly), look, if (part == Part.YEAR) 1.4f else 1f, if (index > 0) 8 else 0) }
        view.below(line, look, sides = 0)
        if (!readOnly) view.below(keys, look, sides = 0, above = 4)
        draw()
    }

    private fun read(value: String) {
        val pieces = value.take(DATE).split('-').filter { it.isNotEmpty() }
        pieces.getOrNull(0)?.let { typed[Part.YEAR] = it }
        pieces.getOrNull(1)?.let { typed[Part.MONTH] = it.trimStart('0') }
        pieces.getOrNull(2)?.let { typed[Part.DAY] = it.trimStart('0') }
        if (pieces.isNotEmpty()) listOf(Part.DAY, Part.MONTH).filterTo(unknown) { it !in typed }
    }

    private fun column(part: Part, readOnly: Boolean): View {
        val name = words.text(name(part))
        val box = look.text("", 24f, bold = true)
        box.gravity = Gravity.CENTER
        box.minHeight = look.dp(56)
        box.maxLines = 1
        look.bounded(box, 24f, 34f)
        box.contentDescription = name
        if (!readOnly) box.asButton { at = part; isFirst = true; draw(); bring() }
        boxes[part] = box
        val column = look.column()
        column.addView(look.text(name, 16f, look.ink2), MATCH_PARENT, WRAP_CONTENT)
        column.addView(box, MATCH_PARENT, WRAP_CONTENT)
        return column
    }

    private fun name(part: Part) = when (part) {
        Part.DAY -> Word.DATE_DAY
        Part.MONTH -> Word.DATE_MONTH
        Part.YEAR -> Word.DATE_YEAR
    }

    private fun draw() {
        for ((part, box) in boxes) {
            val text = typed[part].orEmpty()
            box.text = if (part == Part.MONTH) text.toIntOrNull()?.let { words.months.getOrNull(it - 1) } ?: "" else text
            box.contentDescription = "${words.text(name(part))} ${box.text}"
            box.background = look.box(look.paper, if (part == at) look.action else look.line, width = if (part == at) look.dp(3) else look.edge)
        }
        keys.removeAllViews()
        if (at == Part.MONTH) months() else keys.addView(Keypad(look, words, emptyList(), ::press).view)
        if (partial && at == Part.DAY) notKnown(Word.DATE_NO_DAY, listOf(Part.DAY))
        if (partial && at == Part.MONTH) notKnown(Word.DATE_NO_MONTH, listOf(Part.DAY, Part.MONTH))
        if (!partial && withDay && at == Part.DAY && typed.isEmpty()) {
            keys.below(look.plainButton(words.text(Word.DATE_TODAY)) { today() }, look, sides = 0, above = 8)
        }
    }

    private fun notKnown(word: Word, which: List<Part>) {
        val button = look.plainButton(words.text(word)) {
            which.forEach { typed.remove(it); unknown += it }
            moveOn()
            changed(value)
        }
        keys.below(button, look, sides = 0, above = 8)
    }

    private fun months() {
        val aRow = if (look.isLarge) MONTHS_A_ROW - 1 else MONTHS_A_ROW
        words.months.chunked(aRow).forEachIndexed { row, names ->
            val line = look.line()
            names.forEachIndexed { column, name ->
                val number = row * aRow + column + 1
                val key = look.text(name, 20f, bold = true)
                key.gravity = Gravity.CENTER
                look.bounded(key, 20f, 36f)
                key.minHeight = look.dp(54)
                key.background = look.touched(look.box(look.paper, look.line), look.box(look.mixed(look.paper, look.action, 0.3f), look.action))
                key.asButton { set(Part.MONTH, number.toString()); moveOn() }
                line.beside(key, look, before = if (column > 0) 4 else 0)
            }
            keys.below(line, look, sides = 0, above = 4)
        }
    }

    /** Under a long question the lower keys are out of sight on the smallest phone. They come with the next part; between two figures nothing moves. */
    private fun bring() {
        view.post { view.requestRectangleOnScreen(Rect(0, 0, view.width, view.height), true) }
    }

    private fun press(key: Char) {
        val now = typed[at].orEmpty()
        val begins = isFirst
        isFirst = false
        if (key == Keypad.ERASE) return set(at, now.dropLast(1))
        val longest = if (at == Part.YEAR) YEAR else 2
        val next = if (begins || now.length >= longest) key.toString() else now + key
        set(at, next)
        // Two figures are a day, and so is one that no second can follow.
        if (at == Part.DAY && (next.length == 2 || next.toInt() > DAY_TENS)) moveOn()
    }

    private fun set(part: Part, text: String) {
        unknown -= part
        if (text.isEmpty()) typed.remove(part) else typed[part] = text
        draw()
        changed(value)
    }

    /** To what is still to be typed. */
    private fun moveOn() {
        at = parts.firstOrNull { it !in typed && it !in unknown } ?: at
        isFirst = true
        draw()
        bring()
    }

    private fun today() {
        val now = Calendar.getInstance()
        typed[Part.DAY] = now.get(Calendar.DAY_OF_MONTH).toString()
        typed[Part.MONTH] = (now.get(Calendar.MONTH) + 1).toString()
        typed[Part.YEAR] = now.get(Calendar.YEAR).toString()
        at = Part.YEAR
        draw()
        changed(value)
    }

    private fun String.padded() = if (isEmpty()) "" else String.format(Locale.ROOT, "%02d", toInt())

    private companion object {
        const val DATE = 10
        const val YEAR = 4
        const val DAY_TENS = 3
        const val MONTHS_A_ROW = 4
    }
}
