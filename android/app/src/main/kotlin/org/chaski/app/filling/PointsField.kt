package org.chaski.app.filling

import android.widget.LinearLayout
import org.chaski.app.asking.Asking
import org.chaski.app.asking.Where
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.words.Word
import org.chaski.app.work.Work
import org.chaski.core.Fix
import org.chaski.core.fixText
import org.chaski.core.pointsOf
import org.chaski.core.pointsSays
import org.chaski.core.pointsValue
import org.chaski.types.Question

/** A way or an outline, walked: a point a touch. */
class PointsField(asking: Asking, private val question: Question, private val isOutline: Boolean, private val changed: (String) -> Unit) {
    private val home = asking.home
    private val look = home.look
    private val where = Where(asking)
    private val points = ArrayList(pointsOf(question.value, isOutline))
    private val says = look.text("", 18f).told()
    private val buttons = look.column()
    val view: LinearLayout = look.column()

    init {
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
        val found = { fix: Fix? ->
            fix?.let { points += fixText(it, withAltitude = true) }
            tell()
            rest()
            if (fix == null) says.text = home.words.text(Word.PLACE_NONE)
        }
        buttons.below(look.plainButton(home.words.text(Word.PLACE_STOP), "close") { where.enough(found) }, look, sides = 0)
        where.look(found)
    }

    private fun drop() {
        points.removeAt(points.size - 1)
        tell()
        rest()
    }

    private fun tell() = changed(pointsValue(points, isOutline))

    private fun count() {
        val language = home.session.choices.spoken
        val count = points.size
        Work.background.execute {
            val text = pointsSays(language, count.toUInt()).text
            Work.ui.execute { if (count == points.size) says.text = text }
        }
    }
}
