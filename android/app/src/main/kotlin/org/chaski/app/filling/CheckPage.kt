package org.chaski.app.filling

import android.view.View
import org.chaski.app.asking.LINES
import org.chaski.app.asking.field
import org.chaski.app.look.Frame
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.mainButton
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.nav.Places
import org.chaski.app.nav.Stop
import org.chaski.app.screens.Item
import org.chaski.app.screens.ItemViews
import org.chaski.app.screens.ScreenList
import org.chaski.app.session.InOrder
import org.chaski.app.words.Word
import org.chaski.core.ChaskiException
import org.chaski.core.Filling
import org.chaski.types.Does
import org.chaski.types.ScreenView
import org.chaski.types.Sentence

/** All that was answered, before it is saved: each line leads back to its question. Here the language is changed too, and a draft let go. */
class CheckPage(home: Home, private val stop: Stop, private val draft: String) : Page(home) {
    private class Opened(val filling: Filling, val screen: ScreenView, val corrects: Boolean, val languages: List<String>, val spoken: String?)

    private val frame = Frame(look)
    private val views = ItemViews(look, home.session.choices.spoken, ::does) { _, _ -> }
    private val list = ScreenList(look, views) {}
    private val head = look.column()
    private val foot = look.column()
    private val inOrder = InOrder()
    private val reason = field(look, LINES, stop.kept.getString(REASON).orEmpty())
    private var open: Opened? = null
    private var busy = false

    override val view: View get() = frame.view

    init {
        frame.back(words.text(Word.BACK)) { home.back() }
        frame.title("", null)
        // Both stand in the list, so that all of it scrolls as one.
        list.view.addHeaderView(head, null, false)
        list.view.addFooterView(foot, null, false)
    }

    override fun shown() = askPhone(inOrder, { phone ->
        val filling = home.session.hold(phone.openDraft(draft))
        val corrects = phone.drafts().firstOrNull { it.draft == draft }?.corrects != null
        Opened(filling, filling.check(), corrects, filling.form().languages, filling.language())
    }) { opened ->
        open = opened
        draw(opened)
    }

    override fun hidden() {
        keep()
        val filling = open?.filling ?: return
        inOrder.execute { home.session.letGo(filling) }
    }

    override fun keep() = stop.kept.putString(REASON, reason.text.toString())

    private fun draw(opened: Opened) {
        val screen = opened.screen
        frame.title(said(screen.title), screen.context?.let(::said))
        head.removeAllViews()
        if (opened.corrects) {
            head.below(look.text(said(Word.CHECK_REASON), 20f, bold = true), look, above = 12)
            reason.contentDescription = words.text(Word.CHECK_REASON)
            head.below(reason, look, above = 8, under = 8)
        }
        list.show(Item.of(screen), goesOn = false)
        frame.show(list.view)
        frame.clearBottom()
        screen.main?.let { main -> frame.action(look.mainButton(said(main.text), main.picture) { does(main.does) }) }
        more(opened)
    }

    private fun more(opened: Opened) {
        foot.removeAllViews()
        for (language in opened.languages.filter { it != opened.spoken }) {
            foot.below(look.plainButton("${words.text(Word.FILL_LANGUAGE)}: $language", "translate") { speak(language) }, look, above = 12)
        }
        foot.below(look.plainButton(said(Word.FILL_PAUSE), "stop_circle") { home.begin(Places.TODAY) }, look, above = 12)
        foot.below(look.plainButton(said(Word.FILL_DROP), "close") { askToDrop() }, look, above = 12, under = 16)
    }

    private fun does(does: Does) {
        val filling = open?.filling ?: return
        if (busy) return
        when (does) {
            is Does.Jump -> goes({ filling.jump(does.path) })
            is Does.Finish -> finish(filling)
            is Does.Open -> home.open(does.place)
            else -> {}
        }
    }

    private fun speak(language: String) {
        val filling = open?.filling ?: return
        goes({ filling.speak(language) })
    }

    private fun goes(call: () -> Unit) {
        busy = true
        ask(inOrder, call) {
            busy = false
            home.replace(Places.fill(draft))
        }
    }

    private fun finish(filling: Filling) {
        busy = true
        val why = reason.text.toString().trim().ifEmpty { null }
        ask(inOrder, { filling.save(why, null) }) {
            busy = false
            stop.kept.remove(REASON)
            home.session.delivery.afterASave()
            home.session.trail.begin(Places.TODAY)
            home.replace(Places.TODAY, words[Word.SAVED])
        }
    }

    /** The one thing here that cannot be undone: asked once more, in the same place. */
    private fun askToDrop() {
        foot.removeAllViews()
        foot.below(look.text(said(Word.FILL_DROP_ASK), 20f, bold = true), look, above = 16)
        foot.below(look.plainButton(said(Word.FILL_DROP_YES), "close") { drop() }, look, above = 12)
        foot.below(look.plainButton(said(Word.CANCEL)) { open?.let(::more) }, look, above = 8, under = 16)
    }

    private fun drop() {
        busy = true
        askPhone(inOrder, { it.dropDraft(draft) }) {
            busy = false
            home.begin(Places.TODAY)
        }
    }

    override fun troubled(error: ChaskiException.Failed) {
        busy = false
        frame.strip(said(Sentence("${error.text} ${error.remedy}", home.session.choices.spoken)))
    }

    private companion object {
        const val REASON = "reason"
    }
}
