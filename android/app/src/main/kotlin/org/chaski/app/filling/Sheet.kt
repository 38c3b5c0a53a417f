package org.chaski.app.filling

import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import org.chaski.app.asking.Asking
import org.chaski.app.look.Frame
import org.chaski.app.look.Said
import org.chaski.app.look.below
import org.chaski.app.look.beside
import org.chaski.app.look.column
import org.chaski.app.look.fill
import org.chaski.app.look.line
import org.chaski.app.look.mainButton
import org.chaski.app.look.plainButton
import org.chaski.app.look.sentence
import org.chaski.app.look.text
import org.chaski.app.media.Sound
import org.chaski.app.nav.Home
import org.chaski.app.words.Word
import org.chaski.app.work.Work
import org.chaski.core.shareSays
import org.chaski.types.Awaits
import org.chaski.types.Question
import org.chaski.types.Screen

/** How a screen of a checklist stands: whom it is about and where one is, the questions, the way on. It asks nothing of the core itself. */
class Sheet(
    private val home: Home, private val asking: Asking, private val media: Media, private val answered: (Question, String, How) -> Unit,
    private val forward: () -> Unit, private val add: () -> Unit, private val goBack: () -> Unit, menu: () -> Unit,
) {
    private val look = home.look
    private val words = home.words
    private val frame = Frame(look)
    private val progress = ProgressLine(look)
    private val offer = look.column()
    private val column = look.column()
    private val scroll = ScrollView(look.context)
    private val shown = ArrayList<QuestionView>()
    private var about = ""
    private var calls = emptyList<org.chaski.core.Concept>()
    private var path: String? = null

    val view = FrameLayout(look.context)

    init {
        frame.back(words.text(Word.BACK)) { goBack() }
        frame.menu("menu", words.text(Word.MENU)) { menu() }
        frame.title("", null)
        val content = look.column()
        content.addView(progress, MATCH_PARENT, look.dp(8))
        val all = look.column()
        all.addView(offer)
        all.addView(column)
        scroll.addView(all)
        content.addView(scroll, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        frame.show(content)
        view.addView(frame.view, fill())
    }

    fun opened(draft: OpenDraft) {
        about = draft.about ?: draft.title
        calls = draft.calls
        frame.title(about, draft.title)
    }

    fun show(screen: Screen) {
        if (screen.stop) return stop(screen)
        only(frame.view)
        frame.strip(null)
        head(screen)
        column.removeAllViews()
        shown.clear()
        screen.questions.forEach { asked(it) }
        if (screen.mayAdd) more(screen)
        foot(screen)
        if (path != screen.path) scroll.scrollTo(0, 0)
        path = screen.path
    }

    /** The same screen with some of its questions changed. */
    fun update(screen: Screen, changed: Set<String>) {
        if (screen.stop) return stop(screen)
        frame.strip(null)
        head(screen)
        val fits = shown.all { one -> one.path !in changed || screen.questions.first { it.path == one.path }.let(one::show) }
        if (!fits) return show(screen)
        foot(screen)
    }

    /** Some are still to be answered, or otherwise: it is said, and the first of them is in sight. */
    fun stays(paths: List<String>) {
        shown.forEach { it.notValid(it.path in paths) }
        val first = shown.firstOrNull { it.path in paths } ?: return
        scroll.post { scroll.smoothScrollTo(0, first.view.top) }
    }

    fun says(text: CharSequence) = frame.strip(text)

    fun showNothing() {
        column.removeAllViews()
        column.addView(look.sentence(said(Word.FILL_NOTHING)))
        frame.clearBottom()
        frame.action(look.mainButton(said(Word.NEXT)) { forward() })
    }

    private fun head(screen: Screen) {
        progress.show(screen.number.toInt(), screen.of.toInt())
        val language = home.session.choices.spoken
        val stage = screen.headings.lastOrNull().orEmpty()
        Work.background.execute {
            val share = shareSays(language, screen.number, screen.of).text
            Work.ui.execute { if (path == screen.path) frame.title(about, if (stage.isEmpty()) share else "$stage · $share") }
        }
    }

    private fun asked(question: Question) {
        val one = QuestionView(asking, question, media) { text, how -> answered(question, text, how) }
        shown += one
        column.below(one.view, look, above = if (look.isShort) 8 else 16, under = 8)
    }

    private fun more(screen: Screen) {
        screen.headings.lastOrNull()?.let { column.below(look.text(it, 18f, look.ink2), look, above = 16) }
        column.below(look.text(said(Word.FILL_ADD_ASK), 22f, bold = true), look, above = 8, under = 12)
        column.below(look.plainButton(said(Word.FILL_ADD), "add") { add() }.apply { minHeight = look.dp(64) }, look)
    }

    private fun foot(screen: Screen) {
        frame.clearBottom()
        // Where a touch is the answer and moves on, the way on stands only where she came back to an answer, or may leave it open.
        val isOpen = screen.awaits != Awaits.NOTHING && home.session.choices.movesOn
        if (!isOpen || screen.awaits == Awaits.TOUCH) frame.action(look.mainButton(said(if (screen.mayAdd) Word.FILL_NO_MORE else Word.NEXT)) { forward() })
        // Elsewhere the bar has both, and the room is the question's.
        if (!isOpen) return
        val line = look.line()
        line.beside(quiet(Word.BACK, "arrow_back") { goBack() }, look)
        line.addView(View(look.context).apply { setBackgroundColor(look.line) }, look.edge, look.dp(32))
        line.beside(quiet(Word.FILL_PAUSE, "stop_circle") { home.back() }, look)
        frame.foot(line)
    }

    private fun said(word: Word) = Said.of(look, words[word], words.language)

    private fun quiet(word: Word, icon: String, touch: () -> Unit): View {
        val button = look.plainButton(said(word), icon) { touch() }
        button.setTextSize(android.util.TypedValue.COMPLEX_UNIT_PX, look.letter(18f))
        button.minHeight = look.dp(56)
        button.setPaddingRelative(look.dp(8), look.dp(8), look.dp(4), look.dp(8))
        button.background = look.touchedRow(look.paper)
        return button
    }

    private fun stop(screen: Screen) {
        path = screen.path
        val stop = StopView(
            look, words, screen, calls, asking::dial,
            listen = { question -> question.media.firstOrNull { it.form == "audio" }?.let { media(it.name) { bytes -> bytes?.let(Sound::play) } } },
            answer = { question, text -> answered(question, text, How.TOUCHED) }, onward = forward, back = goBack,
        )
        only(stop.view)
    }

    private fun only(one: View) {
        if (view.getChildAt(0) === one) return
        view.removeAllViews()
        view.addView(one, fill())
    }

    /** Another version holds by now: she may finish this one, or move over. */
    fun offerNewer(stays: () -> Unit, moves: () -> Unit) {
        offer.removeAllViews()
        offer.below(look.text(said(Word.FILL_NEW_LIST), 20f, bold = true), look, above = 12)
        offer.below(look.sentence(said(Word.FILL_NEW_LIST_SAYS)), look, sides = 0)
        offer.below(look.plainButton(said(Word.FILL_NEW_LIST_GO)) { moves() }, look)
        offer.below(look.plainButton(said(Word.FILL_NEW_LIST_STAY)) { offer.removeAllViews(); stays() }, look, above = 8, under = 8)
        offer.setBackgroundColor(look.paper)
    }

    /** What the move changed: nothing is lost, and what is new is named. */
    fun moved(placeless: List<String>, asked: List<String>) {
        offer.removeAllViews()
        placeless.forEach { offer.below(look.text("${words.text(Word.FILL_PLACELESS)} $it", 16f), look, above = 8) }
        asked.forEach { offer.below(look.text("${words.text(Word.FILL_NEW_QUESTION)} $it", 16f), look, above = 8) }
        if (offer.childCount > 0) {
            offer.below(look.plainButton(said(Word.UNDERSTOOD)) { offer.removeAllViews() }, look, above = 8, under = 8)
        }
    }
}
