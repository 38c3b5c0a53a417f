package org.chaski.app.nav

import android.content.Intent
import android.view.View
import java.util.concurrent.Executor
import org.chaski.app.look.Look
import org.chaski.app.session.Session
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.app.work.Work
import org.chaski.core.ChaskiException
import org.chaski.core.Phone

/** What the one activity gives its pages. */
interface Home {
    val look: Look
    val words: Wording
    val session: Session

    /** Shows another place; back leads here. */
    fun open(place: String)

    /** This page is done with: shows another place instead. */
    fun replace(place: String, says: org.chaski.types.Sentence? = null)

    fun begin(tab: String)

    fun back()

    /** What the page on top is made of anew. */
    fun redraw()

    fun lock()

    /** Somebody is enrolled, or unlocked: her pages come. */
    fun entered()

    /** Asks another app for something; its answer comes to `Page.answered`. False where there is none that could. */
    fun askApp(what: Intent, code: Int): Boolean

    /** Asks for a permission; then `Page.permitted` is called. */
    fun askPermission(which: String)

    fun isAllowed(permission: String): Boolean
}

/** One page on the screen. It is made anew whenever it comes to the top; what it must find again it keeps in its stop. */
abstract class Page(val home: Home) {
    val look get() = home.look
    val words get() = home.words
    private var isGone = false

    abstract val view: View

    /** It is on the screen, for the first time or again. */
    open fun shown() {}

    /** It leaves the screen, perhaps for good: what must not be lost is handed over now. */
    open fun hidden() {}

    /** Puts what it must find again into its stop. */
    open fun keep() {}

    /** True where back means something within the page. */
    open fun back() = false

    open fun answered(code: Int, what: Intent?) {}

    open fun permitted() {}

    fun close() {
        isGone = true
        hidden()
    }

    protected fun said(word: Word): CharSequence = org.chaski.app.look.Said.of(look, words[word], home.session.choices.spoken)

    protected fun said(sentence: org.chaski.types.Sentence): CharSequence =
        org.chaski.app.look.Said.of(look, sentence, home.session.choices.spoken)

    /** What the core or the disk is asked, in the background; `then` comes on the main thread, if the page is still there. */
    protected fun <T> ask(on: Executor = Work.background, call: () -> T, then: (T) -> Unit) {
        on.execute {
            val got = try {
                Result.success(call())
            } catch (error: ChaskiException.Failed) {
                Result.failure(error)
            } catch (error: IllegalStateException) {
                // The phone was closed under a page that was still asking: the lock stands there by now.
                Result.failure(error)
            }
            Work.ui.execute {
                if (!isGone) got.fold(then) { error -> (error as? ChaskiException.Failed)?.let(::troubled) }
            }
        }
    }

    protected fun <T> askPhone(on: Executor = Work.background, call: (Phone) -> T, then: (T) -> Unit) {
        val phone = home.session.phone ?: return
        ask(on, { call(phone) }, then)
    }

    /** What was asked did not work. */
    protected abstract fun troubled(error: ChaskiException.Failed)
}
