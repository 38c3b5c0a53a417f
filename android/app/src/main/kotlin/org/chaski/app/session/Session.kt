package org.chaski.app.session

import android.content.Context
import android.os.SystemClock
import android.util.Log
import java.io.File
import org.chaski.app.nav.Trail
import org.chaski.app.sync.Delivery
import org.chaski.app.sync.SyncJob
import org.chaski.app.work.Work
import org.chaski.core.ChaskiException
import org.chaski.core.LogLevel
import org.chaski.core.LogSink
import org.chaski.core.Phone

/**
 * Who is at work: nobody, or one worker with her phone open. It lives as long as the process, so that a turned screen finds everything as it was.
 * Locked for being left alone, the phone stays open behind the lock, so that what was recorded is delivered; locked by hand it closes.
 */
class Session(private val context: Context, val platform: Platform) {
    val choices = Choices(context)
    val unlocker: Unlocker = LockUnlocker({ File(context.filesDir, "workers") }, platform.wrap("chaski"))

    val fingers = Fingers(unlocker, platform.reader)

    /** The phone that is open, whether or not the screen is locked. */
    @Volatile
    var phone: Phone? = null
        private set

    @Volatile
    var worker: String? = null
        private set

    @Volatile
    var isLocked = true
        private set

    /** Whether the open phone is somebody's. */
    @Volatile
    var isEnrolled = false

    /** Checklists that are open: each keeps the phone open, and so they close with it. */
    private val held = HashSet<AutoCloseable>()

    val trail = Trail()
    val delivery = Delivery(this)
    private var touchedMs = 0L

    /** Whose way the trail is: hers who was let in last. */
    @Volatile
    var walker: String? = null
        private set

    /** Where what belongs to the worker is kept. */
    @Volatile
    var folder: File? = null
        private set

    /** In the background. A phone that is still open behind the lock is closed before: there is one at a time. */
    fun unlock(id: String, pin: String) {
        close()
        opened(id, unlocker.unlock(id, pin, platform.line, LogLines))
    }

    /** In the background: by what her finger opened. */
    fun unlock(id: String, secret: ByteArray) {
        close()
        opened(id, unlocker.unlockWith(id, secret, platform.line, LogLines))
        secret.fill(0)
    }

    /** In the background: one more worker, who is to be enrolled. */
    fun add(pin: String) {
        close()
        val (id, phone) = unlocker.add(pin, platform.line, LogLines)
        opened(id, phone)
    }

    private fun opened(id: String, opened: Phone) {
        opened.setLanguage(choices.spoken)
        // What another left on her way is nobody else's.
        if (id != walker) trail.forget()
        walker = id
        isEnrolled = opened.status().worker != null
        val hers = unlocker.folder(id)
        trail.read(File(hers, "place"))
        folder = hers
        phone = opened
        worker = id
        isLocked = false
        touched()
        planSync()
    }

    /** What is asked of the system is in nobody's way. */
    fun planSync() = Work.background.execute { SyncJob.plan(context, choices) }

    /** Closes what is held when the phone closes, if its page has not done so before. */
    fun <T : AutoCloseable> hold(what: T): T {
        synchronized(held) { held += what }
        return what
    }

    fun letGo(what: AutoCloseable) {
        synchronized(held) { held -= what }
        what.close()
    }

    /** In the background: what the lock shows of her is as her phone is now. */
    fun remember() {
        val (id, phone) = (worker ?: return) to (phone ?: return)
        unlocker.remember(id, phone)
    }

    /** Somebody is here. */
    fun touched() {
        touchedMs = SystemClock.elapsedRealtime()
    }

    /** Whether it was left alone for so long that whoever comes now may be somebody else. */
    fun isLeftAlone() = SystemClock.elapsedRealtime() - touchedMs > choices.rules.idleS.toLong() * 1000

    fun lock() {
        isLocked = true
    }

    /** In the background: waits for a delivery to stop. */
    fun close() {
        isLocked = true
        delivery.stopAndWait()
        try {
            remember()
        } catch (_: ChaskiException.Failed) {
            // On a full disk the lock shows the number of before; what is open closes all the same.
        }
        synchronized(held) { held.toList().also { held.clear() } }.forEach { it.close() }
        phone?.destroy()
        phone = null
        worker = null
        folder = null
        isEnrolled = false
    }
}

/** The core's lines: codes and counts, never a value of a record. */
private object LogLines : LogSink {
    override fun log(level: LogLevel, line: String) {
        Log.println(if (level == LogLevel.WARNING) Log.WARN else Log.INFO, "chaski", line)
    }
}
