package org.chaski.app.work

import android.os.Handler
import android.os.Looper
import java.util.concurrent.Executor
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit

/** Where things are done. Everything that the core is asked goes through here, so that a test knows when all is done. */
interface Work {
    /** Off the main thread; several at once, in no order: whoever needs an order begins the next when one is done. */
    val background: Executor

    /** The main thread, after what it is doing now. */
    val ui: Executor

    companion object : Work {
        @Volatile private var used: Work = OnThePhone

        override val background get() = used.background
        override val ui get() = used.ui

        /** Another way to work from now on: a test's. None is the phone's own again. */
        fun use(other: Work?) {
            used = other ?: OnThePhone
        }
    }
}

/** A delivery may take minutes, so there is more than one thread; a phone of 1 GB keeps none that has nothing to do. */
private object OnThePhone : Work {
    private const val THREADS = 4
    private const val IDLE_S = 10L

    override val background: Executor =
        ThreadPoolExecutor(THREADS, THREADS, IDLE_S, TimeUnit.SECONDS, LinkedBlockingQueue()).apply {
            allowCoreThreadTimeOut(true)
        }

    override val ui = object : Executor {
        private val main by lazy { Handler(Looper.getMainLooper()) }

        override fun execute(what: Runnable) {
            main.post(what)
        }
    }
}
