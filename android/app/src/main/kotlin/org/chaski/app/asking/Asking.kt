package org.chaski.app.asking

import android.content.Intent
import android.net.Uri
import android.os.Build
import android.os.VibrationEffect
import android.os.Vibrator
import org.chaski.app.nav.Home

/** What fields ask of the phone around them: a call, another app, a permission, a tick that is felt. One a page; it ends with it. */
class Asking(val home: Home) {
    private var waiting: ((Intent?) -> Unit)? = null
    private var allowed: (() -> Unit)? = null
    private val ends = ArrayList<() -> Unit>()

    /** Opens the dialler with the number in it: the call itself is hers to make. */
    fun dial(number: String) {
        home.askApp(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)), NOBODY_WAITS)
    }

    /** Another app does it; `then` has what came of it, null where she came back without. False where there is none. */
    fun app(what: Intent, then: (Intent?) -> Unit): Boolean {
        waiting = then
        return home.askApp(what, WAITS)
    }

    fun answered(code: Int, what: Intent?) {
        if (code == WAITS) waiting?.invoke(what)
        waiting = null
    }

    /** Does it once it is allowed; asks for that the first time. Whether it is allowed then, whoever asked looks itself. */
    fun allowed(permission: String, then: () -> Unit) {
        if (home.isAllowed(permission)) return then()
        allowed = then
        home.askPermission(permission)
    }

    fun permitted() {
        allowed?.invoke()
        allowed = null
    }

    /** An answer was taken. */
    fun tick() = vibrate(longArrayOf(0, TICK_MS), evenIfOff = false)

    /** Danger: twice, long. It is felt whatever was chosen for answers. */
    fun alarm() = vibrate(longArrayOf(0, ALARM_MS, ALARM_MS / 2, ALARM_MS), evenIfOff = true)

    private fun vibrate(pattern: LongArray, evenIfOff: Boolean) {
        if (!evenIfOff && !home.session.choices.vibrates) return
        val vibrator = home.look.context.getSystemService(Vibrator::class.java) ?: return
        if (Build.VERSION.SDK_INT >= 26) {
            vibrator.vibrate(VibrationEffect.createWaveform(pattern, -1))
        } else {
            @Suppress("DEPRECATION")
            vibrator.vibrate(pattern, -1)
        }
    }

    /** Is done when the page leaves the screen: what listens to the phone stops listening. */
    fun atEnd(what: () -> Unit) {
        ends += what
    }

    fun close() {
        ends.forEach { it() }
        ends.clear()
    }

    private companion object {
        const val NOBODY_WAITS = 1
        const val WAITS = 2
        const val TICK_MS = 30L
        const val ALARM_MS = 600L
    }
}
