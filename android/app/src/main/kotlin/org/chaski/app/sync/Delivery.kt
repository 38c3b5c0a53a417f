package org.chaski.app.sync

import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import org.chaski.app.session.Session
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.app.work.Work
import org.chaski.core.ChaskiException
import org.chaski.core.SyncListener
import org.chaski.core.SyncOn
import org.chaski.core.SyncOutcome
import org.chaski.core.syncProgressSays
import org.chaski.core.syncSays
import org.chaski.types.Sentence
import org.chaski.types.SyncProgress

/** How a delivery stands, as it is shown. */
sealed class DeliveryState {
    object Quiet : DeliveryState()

    /** It runs; how far, in words, once that is known. */
    class Running(val says: Sentence?) : DeliveryState()

    /** It ended: what is safe, what is missing. */
    class Over(val says: Sentence, val wentWell: Boolean, val askToPay: Boolean = false) : DeliveryState()
}

/** Delivers and fetches, one at a time, whoever asks: a button, the app's opening, a saved visit, the system's scheduler. */
class Delivery(private val session: Session) {
    private val watching = ArrayList<(DeliveryState) -> Unit>()
    private val done = ArrayList<() -> Unit>()
    private var running: CountDownLatch? = null
    @Volatile private var wasStopped = false

    /** Over which line she asked for one by hand while one ran by itself. */
    @Volatile private var aloud: SyncOn? = null

    @Volatile
    var state: DeliveryState = DeliveryState.Quiet
        private set

    /** On the main thread. */
    fun watch(watcher: (DeliveryState) -> Unit) {
        watching += watcher
        watcher(state)
    }

    fun unwatch(watcher: (DeliveryState) -> Unit) {
        watching -= watcher
    }

    /** Is told, on the main thread, whenever one ended well, whoever began it. */
    fun whenDone(told: () -> Unit) {
        done += told
    }

    fun forget(told: () -> Unit) {
        done -= told
    }

    /** Over which line it goes by itself: one that costs nothing, unless she chose otherwise. */
    val byItself get() = if (session.choices.paysForLine) SyncOn.ANY_LINE else SyncOn.FREE_LINE

    /** Something was saved, or the app was opened: what can go goes. */
    fun afterASave() = start(byItself, quiet = true) {}

    /**
     * `then` is told, in the background, whether it went well. A quiet one says nothing, unless somebody asks while it runs: she sees how it goes on, and where it
     * did not bring everything, as over a line that costs, hers is begun.
     */
    fun start(on: SyncOn, quiet: Boolean = false, then: (Boolean) -> Unit) {
        val phone = session.phone ?: return then(false)
        val latch = CountDownLatch(1)
        synchronized(this) {
            if (running != null) {
                if (!quiet) {
                    aloud = on
                    show(DeliveryState.Running(null))
                }
                return then(false)
            }
            running = latch
            wasStopped = false
            aloud = null
        }
        if (!quiet) show(DeliveryState.Running(null))
        Work.background.execute {
            val language = session.choices.spoken
            val stopped = { DeliveryState.Over(Wording.said(language, Word.SYNC_STOPPED), false) }
            val over = try {
                // One that is stopped before it began would otherwise not hear of it.
                if (wasStopped) stopped() else said(phone.sync(on, Progress(language, quiet)), language)
            } catch (error: ChaskiException.Failed) {
                if (wasStopped) stopped() else DeliveryState.Over(Sentence("${error.text} ${error.remedy}", language), false)
            } catch (_: IllegalStateException) {
                // The phone was closed before it began.
                stopped()
            }
            val again = synchronized(this) {
                running = null
                aloud.takeIf { quiet && !over.wentWell && !wasStopped }.also {
                    if (it == null) show(if (quiet && aloud == null) DeliveryState.Quiet else over)
                }
            }
            latch.countDown()
            again?.let { start(it) {} }
            if (over.wentWell) Work.ui.execute { done.toList().forEach { it() } }
            then(over.wentWell)
        }
    }

    private fun said(outcome: SyncOutcome, language: String) =
        DeliveryState.Over(syncSays(language, outcome), outcome is SyncOutcome.Done, askToPay = outcome is SyncOutcome.OnlyMeteredLine)

    /** Between two pieces of what it carries; what arrived stays. */
    fun stop() {
        wasStopped = true
        val phone = session.phone ?: return
        Work.background.execute {
            try {
                phone.cancel()
            } catch (_: IllegalStateException) {
                // It was closed meanwhile: there is nothing to stop.
            }
        }
    }

    /** In the background. */
    fun stopAndWait() {
        val latch = synchronized(this) { running } ?: return
        // More than once: one that is just beginning does not hear the first.
        repeat(LONGEST_S) {
            stop()
            if (latch.await(1, TimeUnit.SECONDS)) return
        }
    }

    private fun show(state: DeliveryState) {
        this.state = state
        Work.ui.execute { watching.toList().forEach { it(state) } }
    }

    /** How far it is, told a few times a second at most. */
    private inner class Progress(private val language: String, private val quiet: Boolean) : SyncListener {
        private var lastMs = 0L

        override fun progressed(progress: SyncProgress) {
            val now = android.os.SystemClock.elapsedRealtime()
            if ((quiet && aloud == null) || now - lastMs < EVERY_MS) return
            val says = syncProgressSays(language, progress) ?: return
            lastMs = now
            show(DeliveryState.Running(says))
        }
    }

    private companion object {
        const val LONGEST_S = 25
        const val EVERY_MS = 250L
    }
}
