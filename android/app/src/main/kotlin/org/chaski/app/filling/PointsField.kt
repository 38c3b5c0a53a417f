package org.chaski.app.filling

import android.widget.LinearLayout
import org.chaski.app.asking.Asking
import org.chaski.app.asking.PlaceField
import org.chaski.app.asking.Where
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.app.work.Work
import org.chaski.types.Question
import org.chaski.types.ValueType

/** A way or an outline, walked: a point a touch. An outline is closed by itself. */
class PointsField(private val asking: Asking, private val question: Question, private val changed: (String) -> Unit) {
    private val home = asking.home
    private val look = home.look
    private val where = Where(asking)
    private val isOutline = question.kind == ValueType.GEOSHAPE
    private val points = ArrayList(question.value.split(';').map { it.trim() }.filter { it.isNotEmpty() })
    private val says = look.text("", 18f).told()
    private val buttons = look.column()
    val view: LinearLayout = look.column()

    init {
        if (isOutline && points.size > 1 && points.first() == points.last()) points.removeAt(points.size - 1)
        view.below(says, look, sides = 0, under = 8)
        view.below(buttons, look, sides = 0)
        rest()
    }

    private fun rest() {
        count()
        buttons.removeAllViews()
        if (question.readonly) return
        buttons.below(look.plainButton(home.words.text(Word.PLACE_POINT), "location_on") { take() }, look, sides = 0)
        if (points.isEmpty()) return
        buttons.below(look.plainButton(home.words.text(Word.ERASE), "undo") { drop() }, look, sides = 0, above = 8)
    }

    private fun take() {
        says.text = home.words.text(Word.PLACE_LOOKING)
        buttons.removeAllViews()
        val found = { location: android.location.Location? ->
            location?.let { points += PlaceField.long(it) }
            tell()
            rest()
            if (location == null) says.text = home.words.text(Word.PLACE_NONE)
        }
        buttons.below(look.plainButton(home.words.text(Word.PLACE_STOP), "close") { where.enough(found) }, look, sides = 0)
        where.look(found)
    }

    private fun drop() {
        points.removeAt(points.size - 1)
        tell()
        rest()
    }

    /** Fewer than what makes a line or an outline is no answer yet. */
    private fun tell() {
        val least = if (isOutline) OUTLINE else LINE
        val all = if (isOutline) points + points.take(1) else points
        changed(if (points.size < least) "" else all.joinToString("; "))
    }

    private fun count() {
        val language = home.session.choices.spoken
        val count = points.size.toLong()
        Work.background.execute {
            val text = Wording.counted(language, Word.PLACE_POINTS, count).text
            Work.ui.execute { if (count == points.size.toLong()) says.text = text }
        }
    }

    private companion object {
        const val LINE = 2
        const val OUTLINE = 3
    }
}
