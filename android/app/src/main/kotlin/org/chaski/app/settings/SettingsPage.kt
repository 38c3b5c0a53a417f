package org.chaski.app.settings

import android.view.View
import android.widget.ScrollView
import org.chaski.app.asking.Option
import org.chaski.app.asking.Options
import org.chaski.app.look.Frame
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.heading
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.nav.Places
import org.chaski.app.nav.Stop
import org.chaski.app.session.Choices
import org.chaski.app.session.Colours
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.core.ChaskiException
import org.chaski.core.Status
import org.chaski.types.Sentence

/** What she chooses for this phone. Each choice holds at once. */
class SettingsPage(home: Home, private val stop: Stop, private val speak: (String) -> Unit) : Page(home) {
    private class Known(
        val letters: List<Option>,
        val budgets: List<Option>,
        val budget: Long,
        val status: Status,
        /** Whether her finger lets her in; null where this phone knows none. */
        val finger: Boolean?,
    )

    private val frame = Frame(look)
    private val column = look.column()
    private val scroll = ScrollView(look.context).apply { addView(column) }
    private val choices = home.session.choices
    private val fingers = home.session.fingers

    override val view: View get() = frame.view

    init {
        frame.back(words.text(Word.BACK)) { home.back() }
        frame.title(said(Word.SETTINGS_TITLE), null)
        frame.show(scroll)
    }

    override fun shown() = askPhone(call = { phone ->
        val language = choices.spoken
        val counted = { word: Word, n: Int -> Option(n.toString(), Wording.said(language, word, Wording.text("shown", n.toString())).text) }
        Known(
            Choices.LETTERS.map { counted(Word.SETTINGS_PERCENT, it) }, choices.rules.budgetsMb.map { counted(Word.SETTINGS_MEGABYTES, it.toInt()) },
            phone.contentBudget().toLong() / MEGABYTE, phone.status(),
            if (fingers.reader.isThere()) home.session.worker?.let(fingers::isKept) else null,
        )
    }) { known ->
        draw(known)
        scroll.post { scroll.scrollTo(0, stop.kept.getInt(AT)) }
    }

    override fun keep() = stop.kept.putInt(AT, scroll.scrollY)

    override fun hidden() = keep()

    private fun draw(known: Known) {
        column.removeAllViews()
        one(Word.SETTINGS_LANGUAGE, choices.rules.languages.map { Option(it.tag, it.name) }, choices.spoken) { speak(it) }
        one(Word.SETTINGS_LETTERS, known.letters, choices.letters.toString()) { choices.letters = it.toInt(); home.redraw() }
        val looks = listOf(Colours.DAY to Word.SETTINGS_DAY, Colours.SUN to Word.SETTINGS_SUN, Colours.NIGHT to Word.SETTINGS_NIGHT)
        one(Word.SETTINGS_LOOK, looks.map { (of, word) -> Option(of.name, words.text(word)) }, choices.colours.name) {
            choices.colours = Colours.valueOf(it)
            home.redraw()
        }
        either(Word.SETTINGS_MOVES_ON, choices.movesOn) { choices.movesOn = it }
        either(Word.SETTINGS_VIBRATION, choices.vibrates) { choices.vibrates = it }
        one(Word.SETTINGS_BUDGET, known.budgets, known.budget.toString()) { megabytes ->
            askPhone(call = { it.setContentBudget((megabytes.toLong() * MEGABYTE).toULong()) }) {}
        }
        either(Word.SYNC_ANYWAY, choices.paysForLine) {
            choices.paysForLine = it
            home.session.planSync()
        }
        known.finger?.let { isKept ->
            either(Word.SETTINGS_FINGER, isKept) { on ->
                if (on) home.open(Places.FINGER) else ask(call = { home.session.worker?.let(fingers::forget) }) {}
            }
        }
        column.below(look.plainButton(said(Word.SETTINGS_PIN), "edit") { home.open(Places.PIN) }, look, above = 24)
        column.below(look.plainButton(said(Word.SETTINGS_LOCK), "lock") { home.lock() }, look, above = 8)
        phone(known.status)
    }

    private fun one(word: Word, options: List<Option>, value: String, chosen: (String) -> Unit) {
        column.below(look.heading(said(word)), look, sides = 0)
        column.below(Options(look, options, several = false, value = value, high = 56, changed = chosen).view, look)
    }

    private fun either(word: Word, value: Boolean, chosen: (Boolean) -> Unit) {
        val options = listOf(Option(ON, words.text(Word.SETTINGS_ON)), Option(OFF, words.text(Word.SETTINGS_OFF)))
        one(word, options, if (value) ON else OFF) { chosen(it == ON) }
    }

    /** Which phone this is, for whoever helps from afar. */
    private fun phone(status: Status) {
        column.below(look.heading(said(Word.SETTINGS_PHONE)), look, sides = 0)
        status.worker?.name?.let { line(Word.SETTINGS_WORKER, it) }
        line(Word.SETTINGS_NUMBER, status.device.take(SIGNS))
        column.below(View(look.context).apply { minimumHeight = look.dp(16) }, look)
    }

    private fun line(word: Word, value: String) {
        column.below(look.text(said(word), 16f, look.ink2), look, above = 4)
        column.below(look.text(value, 18f), look)
    }

    override fun troubled(error: ChaskiException.Failed) =
        frame.strip(said(Sentence("${error.text} ${error.remedy}", choices.spoken)))

    private companion object {
        const val AT = "at"
        const val ON = "on"
        const val OFF = "off"
        const val SIGNS = 8
        const val MEGABYTE = 1_048_576L
    }
}
