package org.chaski.app.enrol

import android.content.Intent
import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.view.View
import android.widget.ScrollView
import org.chaski.app.look.Frame
import org.chaski.app.look.RowView
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.plainButton
import org.chaski.app.look.sentence
import org.chaski.app.look.told
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.words.Word
import org.chaski.app.work.Work
import org.chaski.core.ChaskiException
import org.chaski.core.Concept
import org.chaski.core.LockedWorker
import org.chaski.core.emergencyCalls
import org.chaski.types.Does
import org.chaski.types.Row
import org.chaski.types.Sentence

/** Who she is, and her PIN. It never erases anything: a wrong one costs a wait, which is shown. */
class LockPage(home: Home, private var workers: List<LockedWorker>, private val enrolAnother: () -> Unit) : Page(home) {
    private val frame = Frame(look)
    private val column = look.column()
    private val says = look.sentence("").told()
    private val main = Handler(Looper.getMainLooper())
    private val fingers = home.session.fingers
    private val pad = PinPad(home, ::unlock)
    private var chosen: LockedWorker? = workers.singleOrNull()
    private var stopReader: () -> Unit = {}

    /** Shown once PINs were wrong. */
    private val forgot = look.plainButton(said(Word.PIN_FORGOT), "help") { forgotten() }.apply { visibility = View.GONE }

    override val view: View get() = frame.view

    init {
        frame.show(ScrollView(look.context).apply { addView(column) })
        draw()
        emergency()
    }

    override fun hidden() {
        main.removeCallbacksAndMessages(null)
        stopReader()
    }

    private fun draw() {
        stopReader()
        column.removeAllViews()
        val worker = chosen
        if (worker == null) {
            frame.title(said(Word.PIN_WHO), null)
            for (one in workers) {
                val row = RowView(look, home.session.choices.spoken)
                val name = Sentence(one.name.ifEmpty { words.text(Word.ENROL_NO_CODE) }, home.session.choices.spoken)
                row.show(Row("person_check", name, emptyList(), emptyList(), Does.Lock)) { chosen = one; draw() }
                column.below(row, look, sides = 0, under = 1)
            }
            column.below(look.plainButton(said(Word.PIN_ADD), "add") { enrolAnother() }, look, above = 16)
            return
        }
        frame.title(worker.hello?.let(::said) ?: said(Word.PIN_TITLE), said(worker.unsentSays))
        says.text = said(Word.PIN_WRITE)
        column.below(says, look, sides = 0)
        column.below(pad.view, look, sides = 0)
        val other = if (workers.size > 1) Word.PIN_WHO else Word.PIN_ADD
        column.below(forgot, look, above = 8)
        column.below(look.plainButton(said(other)) { if (workers.size > 1) { chosen = null; draw() } else enrolAnother() }, look, above = 8, under = 8)
        if (worker.waitS > 0uL) {
            forgot.visibility = View.VISIBLE
            waiting(worker)
        }
        readFinger(worker)
    }

    /** Where she allowed it her finger lets her in; without one, and without her wish, her PIN does. */
    private fun readFinger(worker: LockedWorker) = ask(call = { fingers.closed(worker.id) }) { closed ->
        if (closed == null || chosen?.id != worker.id) return@ask
        if (worker.waitS == 0uL) says.text = said(Word.PIN_FINGER)
        stopReader = fingers.reader.ask(closed.cipher, words.text(Word.PIN_FINGER), words.text(Word.PIN_WRITE)) { opened ->
            says.text = said(Word.PIN_WRITE)
            if (opened != null) enter { home.session.unlock(worker.id, fingers.secret(worker.id, closed, opened)) }
        }
    }

    /** What can be done: a new code makes a new place for her on this phone; what she has not delivered waits behind the old PIN. */
    private fun forgotten() {
        stopReader()
        column.removeAllViews()
        frame.title(said(Word.PIN_FORGOT), null)
        column.below(look.sentence(said(Word.PIN_FORGOT_SAYS)), look, sides = 0, above = 16)
        column.below(look.plainButton(said(Word.ENROL_TYPE), "edit") { enrolAnother() }, look, above = 16)
        column.below(look.plainButton(said(Word.BACK), "arrow_back") { draw() }, look, above = 12)
    }

    override fun back(): Boolean {
        val isElsewhere = chosen != null && (forgot.parent == null || workers.size > 1)
        if (!isElsewhere) return false
        if (forgot.parent != null) chosen = null
        draw()
        return true
    }

    private fun unlock(pin: String) {
        val worker = chosen ?: return
        enter { home.session.unlock(worker.id, pin) }
    }

    private fun enter(unlock: () -> Unit) {
        pad.isOpen = false
        stopReader()
        ask(call = unlock) { home.entered() }
    }

    /** Until it is over, each second says how long. How long, the core decides. */
    private fun waiting(worker: LockedWorker) {
        pad.isOpen = worker.waitS == 0uL
        says.text = said(worker.waitSays)
        if (!pad.isOpen) main.postDelayed(::askAgain, SECOND_MS)
    }

    private fun askAgain() = ask(call = { home.session.unlocker.workers() }) { now ->
        workers = now
        val worker = now.firstOrNull { it.id == chosen?.id } ?: return@ask
        chosen = worker
        waiting(worker)
    }

    /** Help is called without a PIN. */
    private fun emergency() {
        val language = home.session.choices.spoken
        Work.background.execute {
            val calls: List<Concept> = emergencyCalls(language)
            Work.ui.execute {
                frame.clearBottom()
                calls.forEach { call ->
                    frame.action(look.plainButton(call.text, "call") {
                        home.askApp(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", call.code, null)), 0)
                    })
                }
            }
        }
    }

    /** Not that PIN, or its time is not over: the core says which, and how long. */
    override fun troubled(error: ChaskiException.Failed) {
        pad.clear()
        pad.isOpen = true
        forgot.visibility = View.VISIBLE
        says.text = said(Sentence("${error.text} ${error.remedy}".trim(), home.session.choices.spoken))
        ask(call = { home.session.unlocker.workers() }) { now ->
            workers = now
            val wait = now.firstOrNull { it.id == chosen?.id }?.waitS ?: 0uL
            if (wait > 0uL) {
                pad.isOpen = false
                main.postDelayed(::askAgain, SECOND_MS)
            }
        }
    }

    private companion object {
        const val SECOND_MS = 1000L
    }
}
