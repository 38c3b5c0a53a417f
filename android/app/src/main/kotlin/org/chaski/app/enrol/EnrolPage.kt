package org.chaski.app.enrol

import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.view.View
import android.widget.ScrollView
import org.chaski.app.asking.Asking
import org.chaski.app.look.Frame
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.mainButton
import org.chaski.app.look.plainButton
import org.chaski.app.look.sentence
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.nav.Stop
import org.chaski.app.words.Word
import org.chaski.core.ChaskiException
import org.chaski.core.readInvitation
import org.chaski.types.Sentence

/** Binding a phone to a worker, once: language, code, PIN twice, her families, her name. Each step is a page; back is one step back. */
class EnrolPage(home: Home, private val stop: Stop, private val speak: (String) -> Unit, private val leave: () -> Boolean) : Page(home) {
    private enum class Step { LANGUAGE, SCAN, TYPE, CHOOSE_PIN, REPEAT_PIN, ARRIVING, WHO, OTHER }

    private val frame = Frame(look)
    private val asking = Asking(home)
    private var code: CodeStep? = null

    /** Never kept: a PIN stands nowhere. */
    private var pin = ""

    override val view: View get() = frame.view

    /** Her phone is made and open; who she is it does not know yet. */
    private val lacksOnlyCode get() = home.session.phone != null && !home.session.isLocked && !home.session.isEnrolled

    private var step: Step
        get() = Step.entries.getOrElse(stop.kept.getInt(STEP)) { Step.LANGUAGE }
        set(step) = stop.kept.putInt(STEP, step.ordinal)

    private var given: String
        get() = stop.kept.getString(CODE).orEmpty()
        set(code) = stop.kept.putString(CODE, code)

    override fun shown() {
        // With her phone open already only her code is missing; where a PIN was being chosen it begins anew.
        if (step == Step.LANGUAGE && lacksOnlyCode) step = Step.SCAN
        if (step == Step.REPEAT_PIN) step = Step.CHOOSE_PIN
        if (step == Step.ARRIVING) step = Step.TYPE
        draw()
    }

    override fun hidden() {
        keep()
        asking.close()
    }

    override fun keep() {
        code?.takeIf { step == Step.TYPE }?.let { given = it.typed }
    }

    private fun go(next: Step) {
        keep()
        asking.close()
        step = next
        draw()
    }

    private fun draw() {
        val column = look.column()
        frame.back(words.text(Word.BACK), if (before == null) null else ({ back() }))
        frame.clearBottom()
        frame.strip(null)
        frame.title(said(if (step == Step.LANGUAGE) Word.LANGUAGE_TITLE else Word.ENROL_TITLE), null)
        when (step) {
            Step.LANGUAGE -> languages(column)
            Step.SCAN, Step.TYPE -> code(column)
            Step.CHOOSE_PIN, Step.REPEAT_PIN -> pin(column)
            Step.ARRIVING -> {
                column.below(look.text(said(Word.ENROL_ARRIVING), 22f, bold = true).told(), look, above = 24)
                column.below(look.sentence(said(Word.ENROL_WAIT)), look, sides = 0, above = 8)
            }
            Step.WHO -> who(column)
            Step.OTHER -> {
                column.below(look.sentence(said(Word.ENROL_OTHER)), look, sides = 0, above = 16)
                frame.action(look.mainButton(said(Word.ENROL_TYPE), "edit") { given = ""; go(Step.TYPE) })
            }
        }
        frame.show(ScrollView(look.context).apply { isFillViewport = true; addView(column) })
    }

    /** Each by its own name. */
    private fun languages(column: android.widget.LinearLayout) {
        for ((tag, name) in home.session.choices.rules.languages) {
            val button = look.plainButton(name) {
                stop.kept.putInt(STEP, Step.SCAN.ordinal)
                speak(tag)
            }
            button.minHeight = look.dp(64)
            column.below(button, look, above = 16)
        }
    }

    private fun code(column: android.widget.LinearLayout) {
        val typing = step == Step.TYPE
        val made = CodeStep(asking, given, typing) { read(it) }
        code = made
        column.below(made.view, look, sides = 0)
        column.below(made.other { go(if (typing) Step.SCAN else Step.TYPE) }, look, above = 8, under = 8)
        made.action?.let { frame.action(it) }
    }

    private fun read(text: String) {
        given = text
        ask(call = { try { readInvitation(text); true } catch (_: ChaskiException.Failed) { false } }) { isOne ->
            when {
                !isOne && step == Step.TYPE -> code?.wrong()
                !isOne -> { go(Step.TYPE); code?.wrong() }
                lacksOnlyCode -> enrol()
                else -> go(Step.CHOOSE_PIN)
            }
        }
    }

    private fun pin(column: android.widget.LinearLayout) {
        val again = step == Step.REPEAT_PIN
        column.below(look.text(said(if (again) Word.PIN_AGAIN else Word.PIN_CHOOSE), 22f, bold = true).told(), look, above = 12)
        lateinit var pad: PinPad
        pad = PinPad(home) { typed ->
            when {
                !again -> { pin = typed; go(Step.REPEAT_PIN) }
                typed == pin -> { pad.isOpen = false; make(typed) }
                else -> {
                    go(Step.CHOOSE_PIN)
                    frame.strip(said(Word.PIN_DIFFERS))
                }
            }
        }
        column.below(pad.view, look, sides = 0)
    }

    private fun make(pin: String) = ask(call = { home.session.add(pin) }) { enrol() }

    private fun enrol() {
        pin = ""
        go(Step.ARRIVING)
        val code = given
        val label = "${Build.MANUFACTURER} ${Build.MODEL}".trim()
        askPhone(call = { phone -> phone.enrol(code, label, null).also { home.session.remember() } }) { enrolled ->
            stop.kept.putString(NAME, enrolled.status.worker?.name)
            stop.kept.putString(AREAS, enrolled.status.areas.mapNotNull { it.name }.joinToString(", "))
            go(Step.WHO)
        }
    }

    private fun who(column: android.widget.LinearLayout) {
        column.below(look.text(said(Word.ENROL_WHO), 20f), look, above = 24)
        column.below(look.text(stop.kept.getString(NAME).orEmpty(), 28f, bold = true), look, above = 4, under = 16)
        column.below(look.text(said(Word.ENROL_AREAS), 16f, look.ink2), look)
        column.below(look.text(stop.kept.getString(AREAS).orEmpty(), 20f), look, under = 16)
        column.below(look.plainButton(said(Word.ENROL_NO)) { go(Step.OTHER) }, look, above = 16)
        frame.action(look.mainButton(said(Word.ENROL_YES), "person_check") {
            stop.kept.clear()
            home.session.isEnrolled = true
            home.entered()
        })
    }

    private val before: Step?
        get() = when (step) {
            Step.LANGUAGE, Step.ARRIVING, Step.WHO -> null
            Step.SCAN -> if (lacksOnlyCode) null else Step.LANGUAGE
            Step.TYPE -> Step.SCAN
            Step.CHOOSE_PIN -> Step.TYPE
            Step.REPEAT_PIN -> Step.CHOOSE_PIN
            Step.OTHER -> Step.WHO
        }

    override fun back(): Boolean {
        val to = before ?: return step == Step.ARRIVING || leave()
        go(to)
        return true
    }

    override fun answered(code: Int, what: Intent?) = asking.answered(code, what)

    override fun permitted() = asking.permitted()

    override fun troubled(error: ChaskiException.Failed) {
        if (step == Step.ARRIVING) go(Step.TYPE)
        // Its keys were closed for the asking: she types it again.
        if (step == Step.REPEAT_PIN) draw()
        frame.strip(said(Sentence("${error.text} ${error.remedy}", home.session.choices.spoken)))
    }

    companion object {
        private const val STEP = "step"
        private const val CODE = "code"
        private const val NAME = "name"
        private const val AREAS = "areas"

        fun stop() = Stop("app/enrol", Bundle())
    }
}
