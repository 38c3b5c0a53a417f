package org.chaski.app.filling

import android.content.Intent
import android.os.Handler
import android.os.Looper
import android.view.View
import android.view.accessibility.AccessibilityManager
import org.chaski.app.asking.Asking
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.nav.Places
import org.chaski.app.nav.Stop
import org.chaski.app.session.InOrder
import org.chaski.core.ChaskiException
import org.chaski.core.Concept
import org.chaski.core.Filling
import org.chaski.core.Phone
import org.chaski.types.Next
import org.chaski.types.Question
import org.chaski.types.Screen
import org.chaski.types.Sentence
import org.chaski.types.Update

/** What a draft is, when it is opened. */
class OpenDraft(val filling: Filling, val about: String?, val title: String, val newer: String?, val calls: List<Concept>, val screen: Screen?)

/**
 * A checklist in a worker's hands: a question or a small group a screen. Each answer is on the disk when its call returns; calls are made one after the
 * other, so that no answer overtakes another. What the form means the core knows; here stands where things stand.
 */
class FillingPage(home: Home, private val stop: Stop, private val draft: String) : Page(home) {
    private val asking = Asking(home)
    private val rules = home.session.choices.rules
    private val inOrder = InOrder()
    private val main = Handler(Looper.getMainLooper())
    private val sheet = Sheet(home, asking, ::media, ::answered, ::forward, ::add, ::goBack, ::menu)
    private var open: OpenDraft? = null
    private var screen: Screen? = null

    /** Letters that were typed and not yet kept, by the question. */
    private val typing = LinkedHashMap<String, String>()

    override val view: View get() = sheet.view

    override fun shown() {
        askPhone(inOrder, { opened(it) }) { opened ->
            open = opened
            sheet.opened(opened)
            if (opened.newer != null && !stop.kept.getBoolean(STAYS)) {
                sheet.offerNewer({ stop.kept.putBoolean(STAYS, true) }, ::moveToNewer)
            }
            show(opened.screen)
        }
    }

    private fun opened(phone: Phone): OpenDraft {
        val filling = home.session.hold(phone.openDraft(draft))
        val about = phone.drafts().firstOrNull { it.draft == draft }?.about?.title
        return OpenDraft(filling, about, filling.form().title, filling.newerVersion(), phone.calls(), filling.screen())
    }

    override fun hidden() {
        flush()
        asking.close()
        org.chaski.app.media.Sound.stop()
        val filling = open?.filling ?: return
        inOrder.execute { home.session.letGo(filling) }
    }

    override fun keep() = flush()

    private fun show(next: Screen?) {
        val before = screen
        screen = next
        if (next == null) return sheet.showNothing()
        if (next.stop && before?.stop != true) asking.alarm()
        sheet.show(next)
    }

    private fun <T> act(call: (Filling) -> T, then: (T) -> Unit) {
        val filling = open?.filling ?: return
        ask(inOrder, { call(filling) }, then)
    }

    private fun answered(question: Question, text: String, how: How) {
        if (how == How.TYPING) {
            typing[question.path] = text
            main.removeCallbacks(flushes)
            main.postDelayed(flushes, rules.typingMs.toLong())
            return
        }
        keep(question.path, text) { isWhole ->
            // Not with a screen reader, which is still saying what was touched.
            if (question.movesOn && isWhole && screen?.questions?.size == 1 && home.session.choices.movesOn && !isExplored()) {
                val here = screen?.path
                main.postDelayed({ if (screen?.path == here) forward() }, rules.movesOnMs.toLong())
            }
        }
    }

    private fun keep(path: String, text: String, then: (Boolean) -> Unit = {}) = act({ it.answer(path, text) }) { update ->
        updated(update)
        then(text.isNotEmpty())
    }

    private val flushes = Runnable { flush() }

    private fun flush() {
        main.removeCallbacks(flushes)
        val all = LinkedHashMap(typing)
        typing.clear()
        val filling = open?.filling ?: return
        // Kept even where this page is leaving: only what it says of it has nobody to show it to.
        for ((path, text) in all) ask(inOrder, { filling.answer(path, text) }, ::updated)
    }

    private fun updated(update: Update) {
        val next = update.screen
        if (next != null) return show(next)
        val shown = screen ?: return
        val changed = update.questions.associateBy { it.path }
        screen = shown.copy(questions = shown.questions.map { changed[it.path] ?: it }, awaits = update.awaits, number = update.number, of = update.of)
        screen?.let { sheet.update(it, changed.keys) }
    }

    private fun forward() {
        flush()
        act({ it.forward() }) { next ->
            when (next) {
                is Next.Screen -> show(next.screen)
                is Next.Stays -> sheet.stays(next.notValid)
                is Next.End -> home.open(Places.check(draft))
            }
        }
    }

    private fun add() {
        val repeat = screen?.path ?: return
        act({ it.add(repeat) }, ::updated)
    }

    private fun goBack() {
        flush()
        act({ it.back() }) { before -> if (before == null) home.back() else show(before) }
    }

    /** All that was answered, by stage, and what else can be done. */
    private fun menu() {
        flush()
        home.open(Places.check(draft))
    }

    private fun moveToNewer() = act({ filling ->
        val moved = filling.moveToNewer()
        // By their words: a path is nothing to a worker. What is new and need not be answered she meets on the way.
        val asked = filling.openQuestions().filter { it.path in moved.newQuestions }.map { it.label }
        Triple(moved.placeless.map { it.label }, asked, filling.screen())
    }) { (placeless, asked, next) ->
        sheet.moved(placeless, asked)
        show(next)
    }

    private fun media(name: String, then: (ByteArray?) -> Unit) = act({ it.file(name) }, then)

    override fun back(): Boolean {
        if (screen == null) return false
        goBack()
        return true
    }

    override fun answered(code: Int, what: Intent?) = asking.answered(code, what)

    override fun permitted() = asking.permitted()

    /** What could not be kept stands in the session all the same: it is shown as it stands, so that she sees what will be kept. */
    override fun troubled(error: ChaskiException.Failed) {
        val says = said(Sentence("${error.text} ${error.remedy}", home.session.choices.spoken))
        sheet.says(says)
        val filling = open?.filling ?: return
        ask(inOrder, { filling.screen() }) { now ->
            show(now)
            sheet.says(says)
        }
    }

    private fun isExplored() =
        look.context.getSystemService(AccessibilityManager::class.java)?.isTouchExplorationEnabled == true

    private companion object {
        const val STAYS = "stays"
    }
}
