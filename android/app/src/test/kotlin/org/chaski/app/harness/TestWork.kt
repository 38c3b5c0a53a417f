package org.chaski.app.harness

import android.os.Handler
import android.os.Looper
import java.time.Duration
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import org.chaski.app.work.Work
import org.robolectric.Shadows.shadowOf

/**
 * Real threads off the main one, as on a phone, and counted: `settle` returns when nothing is running and nothing waits
 * for the main thread. Nothing is guessed by sleeping.
 */
class TestWork : Work {
    private val threads = Executors.newCachedThreadPool { Thread(it, "background").apply { isDaemon = true } }
    private val main by lazy { Handler(Looper.getMainLooper()) }
    private val gate = Object()
    private var running = 0
    private var broken: Throwable? = null

    override val background = Executor { what ->
        synchronized(gate) { running++ }
        threads.execute {
            try {
                what.run()
            } catch (error: Throwable) {
                synchronized(gate) { broken = broken ?: error }
            } finally {
                synchronized(gate) {
                    running--
                    gate.notifyAll()
                }
            }
        }
    }

    override val ui = Executor { main.post(it) }

    /** Everything that was begun is done, and `time` has gone by on the phone's clock. What broke on a thread breaks here. */
    fun settle(time: Duration = Duration.ZERO) {
        val looper = shadowOf(Looper.getMainLooper())
        val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S)
        looper.idleFor(time)
        while (true) {
            looper.idle()
            synchronized(gate) {
                broken?.let {
                    broken = null
                    throw AssertionError("work off the main thread broke", it)
                }
                // A job ends by posting what it found: nothing runs and nothing is posted, in this order, is the end.
                if (running == 0 && looper.isIdle) return
                check(System.nanoTime() < end) { "$running jobs are still running" }
                if (running > 0) gate.wait(PAUSE_MS)
            }
        }
    }

    fun close() {
        threads.shutdownNow()
    }

    private companion object {
        const val PATIENCE_S = 90L
        const val PAUSE_MS = 5L
    }
}
