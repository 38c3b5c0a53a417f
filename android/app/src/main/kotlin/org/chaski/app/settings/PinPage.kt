package org.chaski.app.settings

import android.view.View
import android.widget.ScrollView
import org.chaski.app.enrol.PinPad
import org.chaski.app.look.Frame
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.words.Word
import org.chaski.core.ChaskiException
import org.chaski.types.Sentence

/** Another PIN: the one of now, then the new one twice. */
class PinPage(home: Home) : Page(home) {
    private enum class Step(val word: Word) { OLD(Word.PIN_OLD), NEW(Word.PIN_CHOOSE), AGAIN(Word.PIN_AGAIN) }

    private val frame = Frame(look)
    private val says = look.text("", 22f, bold = true).told()
    private val pad = PinPad(home, ::typed)
    private var step = Step.OLD
    private var old = ""
    private var new = ""

    override val view: View get() = frame.view

    init {
        frame.back(words.text(Word.BACK)) { home.back() }
        frame.title(said(Word.SETTINGS_PIN), null)
        val column = look.column()
        column.below(says, look, above = 16)
        column.below(pad.view, look, sides = 0)
        frame.show(ScrollView(look.context).apply { addView(column) })
        go(Step.OLD)
    }

    private fun go(next: Step, note: Word? = null) {
        step = next
        says.text = said(next.word)
        frame.strip(note?.let(::said))
        pad.clear()
    }

    private fun typed(pin: String) {
        when (step) {
            Step.OLD -> { old = pin; go(Step.NEW) }
            Step.NEW -> { new = pin; go(Step.AGAIN) }
            Step.AGAIN -> if (pin == new) change() else go(Step.NEW, Word.PIN_DIFFERS)
        }
    }

    private fun change() {
        val worker = home.session.worker ?: return
        pad.isOpen = false
        val (from, to) = old to new
        old = ""
        new = ""
        ask(call = { home.session.unlocker.changePin(worker, from, to) }) {
            home.replace(org.chaski.app.nav.Places.SETTINGS, words[Word.PIN_CHANGED])
        }
    }

    override fun troubled(error: ChaskiException.Failed) {
        pad.isOpen = true
        go(Step.OLD)
        frame.strip(said(Sentence("${error.text} ${error.remedy}", home.session.choices.spoken)))
    }
}
