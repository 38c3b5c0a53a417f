package org.chaski.app.asking

import android.widget.LinearLayout
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.plainButton
import org.chaski.app.look.sentence
import org.chaski.app.look.told
import org.chaski.app.words.Word
import org.chaski.app.work.Work
import org.chaski.core.Fix
import org.chaski.core.fixText
import org.chaski.core.placeSays

/** One place, taken by one touch; where none is found the reasons are there. It is taken again as often as she likes. */
class PlaceField(
    asking: Asking, value: String, private val reasons: List<Option>, readOnly: Boolean, private val withAltitude: Boolean,
    private val changed: (String) -> Unit,
) {
    private val home = asking.home
    private val look = home.look
    private val where = Where(asking)
    private val says = look.sentence("").told()
    private val below = look.column()
    private val canChange = !readOnly
    val view: LinearLayout = look.column()
    var value = value
        private set

    init {
        says.setPadding(0, look.dp(4), 0, look.dp(8))
        view.below(says, look, sides = 0)
        view.below(below, look, sides = 0)
        rest()
    }

    private fun rest(missing: Word? = null) {
        below.removeAllViews()
        val taken = value.isNotEmpty() && reasons.none { it.code == value }
        when {
            missing != null -> says.text = home.words.text(missing)
            taken -> sayTaken()
            else -> says.text = ""
        }
        says.visibility = if (says.text.isEmpty() && !taken) LinearLayout.GONE else LinearLayout.VISIBLE
        if (!canChange) return
        val word = if (taken) Word.AGAIN else Word.PLACE_TAKE
        below.below(look.plainButton(home.words.text(word), "location_on") { take() }, look, sides = 0)
        if (reasons.isNotEmpty() && !taken) {
            val why = Options(look, reasons, several = false, value = value, high = 56) { set(it) }
            below.below(why.view, look, sides = 0, above = 16)
        }
    }

    private fun take() {
        below.removeAllViews()
        says.text = home.words.text(Word.PLACE_LOOKING)
        says.visibility = LinearLayout.VISIBLE
        below.below(look.plainButton(home.words.text(Word.PLACE_STOP), "close") { where.enough(::found) }, look, sides = 0)
        where.look(::found)
    }

    private fun found(fix: Fix?) {
        if (fix == null) return rest(Word.PLACE_NONE)
        set(fixText(fix, withAltitude))
        rest()
    }

    private fun set(value: String) {
        this.value = value
        changed(value)
    }

    /** With its margin; the core puts it into words. */
    private fun sayTaken() {
        says.text = home.words.text(Word.PLACE_TAKE)
        val (taken, language) = value to home.session.choices.spoken
        Work.background.execute {
            val text = placeSays(language, taken).text
            Work.ui.execute { if (value.isNotEmpty()) says.text = text }
        }
    }
}
