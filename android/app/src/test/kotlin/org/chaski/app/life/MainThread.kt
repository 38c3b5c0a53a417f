package org.chaski.app.life

import android.os.Looper
import java.util.concurrent.ConcurrentLinkedQueue

/** What the app did on its main thread that takes as long as disk, core or system like. `GuardedRunner` writes the calls of it into the app's classes. */
object MainThread {
    private val seen = ConcurrentLinkedQueue<String>()

    /** Before each such call, on whatever thread. */
    @JvmStatic
    fun about(call: String) {
        if (Looper.getMainLooper().thread !== Thread.currentThread()) return
        val from = Throwable().stackTrace.drop(1).filter { it.className.startsWith("org.chaski.app.") }.take(FRAMES)
        seen += "$call, from ${from.joinToString(" < ") { "${it.fileName}:${it.lineNumber}" }}"
    }

    /** Since it was asked last, each once. */
    fun taken(): List<String> = generateSequence { seen.poll() }.distinct().toList()

    private const val FRAMES = 4
}
