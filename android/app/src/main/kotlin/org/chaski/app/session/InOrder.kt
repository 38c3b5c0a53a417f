package org.chaski.app.session

import java.util.ArrayDeque
import java.util.concurrent.Executor
import org.chaski.app.work.Work

/** Away from the main thread, one thing after the other. */
class InOrder : Executor {
    private val waiting = ArrayDeque<Runnable>()
    private var busy = false

    override fun execute(what: Runnable) {
        synchronized(waiting) {
            waiting.add(what)
            if (busy) return
            busy = true
        }
        Work.background.execute(::next)
    }

    private fun next() {
        val what = synchronized(waiting) { waiting.poll() ?: run { busy = false; return } }
        try {
            what.run()
        } finally {
            Work.background.execute(::next)
        }
    }
}
