package org.chaski.app.screens

import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.view.View
import org.chaski.app.asking.Asking
import org.chaski.app.chart.ChartCard
import org.chaski.app.chart.phoneStyle
import org.chaski.app.look.Frame
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.mainButton
import org.chaski.app.look.plainButton
import org.chaski.app.look.sentence
import org.chaski.app.look.text
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.nav.Places
import org.chaski.app.nav.Stop
import org.chaski.app.session.InOrder
import org.chaski.app.sync.SealedFile
import org.chaski.app.sync.SyncStrip
import org.chaski.app.words.Word
import org.chaski.core.ChaskiException
import org.chaski.types.Chart
import org.chaski.types.ChartOf
import org.chaski.types.Does
import org.chaski.types.Outcome
import org.chaski.types.ScreenView
import org.chaski.types.Sentence

/** Any screen that the core describes. It knows none of them: what stands there is data, and what a button does is the core's. */
class ScreenPage(home: Home, private val stop: Stop) : Page(home) {
    private val frame = Frame(look)
    private val root = stop.place in Places.ROOTS || Places.isFamilies(stop.place)
    private val views = ItemViews(look, home.session.choices.spoken, ::does, ::draw)
    private val list = ScreenList(look, views, ::readOn)
    private var form: ScreenForm? = null
    private val tabs = if (root) Tabs(home, stop.place) else null
    private val search = if (Places.isFamilies(stop.place)) SearchField(home, stop.kept, ::search) else null
    private val strip = if (stop.place == Places.DELIVERY) SyncStrip(home, ::load) else null
    private val asking = Asking(home)
    private val searching = InOrder()
    private val charts = HashMap<ChartOf, Chart>()
    private var screen: ScreenView? = null
    private var busy = false

    /** What came with a delivery is shown, unless she is in the middle of something. */
    private val delivered = { if (!busy && search?.words.isNullOrEmpty() && list.view.firstVisiblePosition == 0) load() }

    override val view: View get() = frame.view

    init {
        if (!root) frame.back(words.text(Word.BACK)) { home.back() }
        frame.title("", null)
        tabs?.let { frame.foot(it.view) }
    }

    override fun shown() {
        stop.says?.let { frame.strip(said(it)) }
        stop.says = null
        strip?.shown()
        if (root) home.session.delivery.whenDone(delivered)
        val words = search?.words.orEmpty()
        if (words.isEmpty()) load() else search(words)
    }

    override fun hidden() {
        keep()
        strip?.hidden()
        home.session.delivery.forget(delivered)
        form?.close()
        asking.close()
    }

    override fun keep() {
        form?.let { stop.kept.putBundle(TYPED, Bundle().apply { it.typed().forEach { (key, text) -> putString(key, text) } }) }
        if (form == null && list.view.childCount > 0) {
            stop.kept.putInt(FIRST, list.view.firstVisiblePosition)
            stop.kept.putInt(OFFSET, list.view.getChildAt(0).top)
        }
        search?.keep(stop.kept)
    }

    private fun load() {
        val wasTyped = stop.kept.getBundle(TYPED)
        askPhone(call = { it.screen(stop.place) to if (root) it.noticesCount().toLong() else 0L }) { (screen, notices) ->
            tabs?.count(notices)
            show(screen, wasTyped)
        }
    }

    /** Each letter asks anew; of answers that come late only the last is shown. */
    private fun search(typed: String) {
        if (typed.isEmpty()) return load()
        askPhone(searching, { if (typed == search?.words) it.searchScreen(typed) else null }) { found ->
            if (found != null && typed == search?.words) show(found, null)
        }
    }

    private fun show(screen: ScreenView, typed: Bundle?) {
        val isFirst = this.screen == null
        this.screen = screen
        frame.title(said(screen.title), screen.context?.let(::said))
        val items = Item.of(screen, narrows = search != null && !look.isLarge)
        form?.close()
        if (items.any { it is Item.Asked }) {
            form = ScreenForm(look, views, asking, items, typed).also { frame.show(it.view) }
        } else {
            form = null
            list.show(items, screen.next != null)
            frame.show(search?.above(list.view) ?: strip?.above(list.view) ?: list.view)
            if (isFirst && stop.kept.containsKey(FIRST)) list.view.setSelectionFromTop(stop.kept.getInt(FIRST), stop.kept.getInt(OFFSET))
        }
        frame.clearBottom()
        screen.main?.let { main -> frame.action(look.mainButton(said(main.text), main.picture) { does(main.does) }) }
        tabs?.let { frame.foot(it.view) }
    }

    private fun readOn() {
        val next = screen?.next ?: return
        askPhone(call = { it.screen(stop.place, next) }) { more ->
            if (screen?.next != next) return@askPhone
            screen = screen?.copy(next = more.next)
            list.append(more.groups.flatMap { group -> group.rows.map { Item.Line(it) } }, more.next != null)
        }
    }

    private fun draw(of: ChartOf, card: ChartCard) {
        charts[of]?.let { return card.draw(it) }
        askPhone(call = { it.chart(of.person, of.indicator, null, phoneStyle(look)) }) { chart ->
            charts[of] = chart
            if (card.of == of) card.draw(chart)
        }
    }

    private fun does(does: Does) {
        if (busy) return
        when (does) {
            is Does.Open -> home.open(does.place)
            is Does.Submit -> submit(does.act)
            is Does.Fill -> home.open(Places.fill(does.draft))
            is Does.Begin -> beginning { it.beginChecklist(does.form, does.about) }
            is Does.CorrectChecklist -> beginning { it.correctChecklist(does.answers, does.path) }
            is Does.Chart -> home.open(Places.chart(does.person, does.indicator))
            is Does.Call -> asking.dial(does.number)
            is Does.Sync -> strip?.sync() ?: home.begin(Places.DELIVERY)
            is Does.Settings -> home.open(Places.SETTINGS)
            is Does.Bundle -> bundle()
            is Does.Lock -> home.lock()
            // These stand on a checklist's own page alone.
            is Does.Jump, is Does.Finish -> {}
        }
    }

    private fun beginning(begin: (org.chaski.core.Phone) -> org.chaski.core.Filling) {
        busy = true
        // The page opens the draft by its name, so that there is one way to come to it.
        askPhone(call = { phone -> begin(phone).use { it.draft() } }) { draft ->
            busy = false
            home.open(Places.fill(draft))
        }
    }

    /** What is on this phone only goes into a sealed file, where she says: on a card, over a cable. */
    private fun bundle() {
        busy = true
        askPhone(call = { it.bundle() }) { sealed ->
            busy = false
            val where = Intent(Intent.ACTION_CREATE_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE)
                .setType("application/octet-stream").putExtra(Intent.EXTRA_TITLE, sealed.name)
            if (!home.askApp(where, CARD)) frame.strip(said(Word.BUNDLE_NOWHERE))
        }
    }

    /** What is on the phone only by now: the page may have been made anew since the place was asked for. */
    private fun write(to: Uri) {
        busy = true
        val files = look.context.contentResolver
        askPhone(call = { SealedFile.write(files, it.bundle().bytes, to) }) { isWhole ->
            busy = false
            frame.strip(said(if (isWhole) Word.BUNDLE_SAVED else Word.BUNDLE_FAILED))
        }
    }

    private fun submit(act: String) {
        val screen = screen ?: return
        val inputs = form?.typed().orEmpty()
        busy = true
        askPhone(call = { it.submit(stop.place, act, screen.seen, inputs) }) { outcome ->
            busy = false
            when (outcome) {
                is Outcome.Goes -> {
                    done()
                    home.session.delivery.afterASave()
                    home.replace(outcome.place, outcome.says)
                }
                is Outcome.Steps -> {
                    done()
                    home.open(outcome.place)
                }
                is Outcome.Stays -> show(outcome.screen, null)
            }
        }
    }

    /** What was typed is the core's now. */
    private fun done() {
        form?.close()
        form = null
        stop.kept.remove(TYPED)
    }

    override fun answered(code: Int, what: Intent?) = if (code == CARD) what?.data?.let(::write) ?: Unit else asking.answered(code, what)

    override fun permitted() = asking.permitted()

    override fun troubled(error: ChaskiException.Failed) {
        busy = false
        val language = home.session.choices.spoken
        val says = Sentence("${error.text} ${error.remedy}".trim(), language)
        if (screen != null) return frame.strip(said(says))
        // Nothing could be shown: what is wrong, what to do, and the way to try it again.
        val column = look.column()
        column.below(look.text(said(Word.TROUBLE_TITLE), 22f, bold = true), look, above = 24, under = 8)
        column.below(look.sentence(said(says)), look, sides = 0)
        column.below(look.sentence(said(Word.TROUBLE_SAFE)), look, sides = 0)
        column.below(look.plainButton(said(Word.RETRY), "sync") { load() }, look, above = 16)
        frame.show(column)
    }

    private companion object {
        const val TYPED = "typed"
        const val FIRST = "first"
        const val OFFSET = "offset"
        const val CARD = 3
    }
}
