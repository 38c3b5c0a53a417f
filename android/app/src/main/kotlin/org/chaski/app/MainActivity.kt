package org.chaski.app

import android.Manifest
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ComponentCallbacks2
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.content.res.Configuration
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.view.MotionEvent
import android.view.WindowManager
import android.widget.FrameLayout
import org.chaski.app.enrol.EnrolPage
import org.chaski.app.enrol.LockPage
import org.chaski.app.enrol.TroublePage
import org.chaski.app.look.Look
import org.chaski.app.look.fill
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.nav.Pages
import org.chaski.app.session.Colours
import org.chaski.app.session.Session
import org.chaski.app.sync.Notices
import org.chaski.app.words.Wording
import org.chaski.app.work.Work
import org.chaski.core.ChaskiException
import org.chaski.types.Sentence

/** The one door of the app: shows the page of the place on top of the trail, or the lock before it. */
class MainActivity : Activity(), Home {
    override val session: Session get() = (application as ChaskiApp).session
    override lateinit var look: Look
        private set
    override lateinit var words: Wording
        private set

    private lateinit var room: FrameLayout
    private val main = Handler(Looper.getMainLooper())
    private var page: Page? = null
    private var saved: Bundle? = null
    private val enrolment = EnrolPage.stop()
    private var asksAnother = false
    private var isHere = false

    /**
     * What came with a delivery may be something for her: the first time that one ended well, on a page where nothing is interrupted, she is asked if she wants
     * to be told.
     */
    private val delivered = {
        if (Build.VERSION.SDK_INT >= 33 && isHere && !session.isLocked && session.isEnrolled && session.trail.isRoot && !session.choices.wasAskedForNotices) {
            session.choices.wasAskedForNotices = true
            if (!isAllowed(Manifest.permission.POST_NOTIFICATIONS)) askPermission(Manifest.permission.POST_NOTIFICATIONS)
        }
    }

    /** Letters and colours are chosen here, beside the system's own. */
    override fun attachBaseContext(base: Context) {
        val choices = (base.applicationContext as ChaskiApp).session.choices
        val shape = Configuration(base.resources.configuration)
        shape.fontScale = maxOf(shape.fontScale, choices.letters / 100f)
        val night = when (choices.colours) {
            Colours.DAY -> null
            Colours.SUN -> Configuration.UI_MODE_NIGHT_NO
            Colours.NIGHT -> Configuration.UI_MODE_NIGHT_YES
        }
        if (night != null) shape.uiMode = (shape.uiMode and Configuration.UI_MODE_NIGHT_MASK.inv()) or night
        super.attachBaseContext(base.createConfigurationContext(shape))
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        if (session.choices.colours == Colours.SUN) setTheme(R.style.Chaski_Sun)
        super.onCreate(null)
        // No picture of it in the list of recent apps, none by another app.
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        look = Look(this)
        room = FrameLayout(this)
        room.setBackgroundColor(look.ground)
        room.fitsSystemWindows = true
        setContentView(room)
        session.delivery.whenDone(delivered)
        saved = savedInstanceState
        savedInstanceState?.getBundle(ENROLMENT)?.let(enrolment.kept::putAll)
        if (session.choices.isRead) speak(session.choices.spoken) { route() } else readChoices()
    }

    /** Once in the life of a process: what was chosen is read away from the main thread, and a screen that looks otherwise is made anew, still empty. */
    private fun readChoices() = Work.background.execute {
        session.choices.read()
        Work.ui.execute {
            if (isDestroyed) return@execute
            if (session.choices.lookPlain) speak(session.choices.spoken) { route() } else recreate()
        }
    }

    override fun onResume() {
        super.onResume()
        isHere = true
        if (!session.isLocked && session.isLeftAlone()) {
            session.lock()
            route()
        } else if (!session.isLocked) {
            session.delivery.afterASave()
        }
        watch()
    }

    override fun onPause() {
        isHere = false
        page?.keep()
        super.onPause()
    }

    override fun onSaveInstanceState(into: Bundle) {
        super.onSaveInstanceState(into)
        page?.keep()
        // Turned while the lock is shown: what was kept before is still to be found after it.
        saved?.let(into::putAll) ?: session.trail.save(into).also { into.putString(WHOSE, session.walker) }
        into.putBundle(ENROLMENT, enrolment.kept)
    }

    override fun onDestroy() {
        main.removeCallbacksAndMessages(null)
        session.delivery.forget(delivered)
        page?.close()
        page = null
        super.onDestroy()
    }

    override fun onTrimMemory(level: Int) {
        super.onTrimMemory(level)
        // What is not seen is made anew when it is: its place is kept.
        if (level >= ComponentCallbacks2.TRIM_MEMORY_BACKGROUND && !isHere) {
            page?.close()
            page = null
            room.removeAllViews()
        }
    }

    override fun onRestart() {
        super.onRestart()
        if (page == null) route()
    }

    /** Which page is due: the lock, enrolment, or where she was. */
    private fun route() {
        if (!::words.isInitialized) return
        if (!session.isLocked) return if (session.isEnrolled) show(Pages.of(this, session.trail.top, ::changeLanguage)) else show(enrol())
        Work.background.execute {
            val next: () -> Page = try {
                session.unlocker.speak(session.choices.spoken)
                val workers = session.unlocker.workers();
                { if (workers.isEmpty() || asksAnother) enrol() else LockPage(this, workers) { asksAnother = true; route() } }
            } catch (error: ChaskiException.Failed) {
                { TroublePage(this, error, ::route) }
            }
            Work.ui.execute { if (!isDestroyed && session.isLocked) show(next()) }
        }
    }

    private fun enrol() = EnrolPage(this, enrolment, ::changeLanguage) {
        asksAnother.also {
            asksAnother = false
            if (it) route()
        }
    }

    private fun show(next: Page) {
        page?.close()
        page = next
        room.removeAllViews()
        room.addView(next.view, fill())
        next.shown()
    }

    private fun speak(language: String, then: () -> Unit) = Work.background.execute {
        val loaded = Wording.load(language)
        try {
            session.phone?.setLanguage(language)
            if (session.phone != null) session.unlocker.speak(language)
        } catch (_: ChaskiException.Failed) {
            // Errors go on in the language of before.
        } catch (_: IllegalStateException) {
            // It was closed meanwhile: who opens one sets its language.
        }
        Work.ui.execute {
            words = loaded
            if (!isDestroyed) then()
        }
    }

    private fun changeLanguage(tag: String) {
        session.choices.language = tag
        page?.keep()
        speak(tag) { route() }
    }

    override fun entered() {
        asksAnother = false
        session.touched()
        Work.background.execute { Notices.clear(this) }
        // What one typed is on nobody else's screen.
        saved?.takeIf { it.getString(WHOSE) == session.walker }?.let(session.trail::restore)
        saved = null
        session.delivery.afterASave()
        route()
    }

    override fun open(place: String) = moved { session.trail.push(place) }

    override fun replace(place: String, says: Sentence?) = moved { session.trail.replace(place, says) }

    override fun begin(tab: String) = moved { session.trail.begin(tab) }

    private fun moved(move: () -> Unit) {
        page?.keep()
        move()
        route()
    }

    override fun back() {
        page?.keep()
        if (session.isLocked || !session.isEnrolled) {
            if (page?.back() != true) finish()
        } else if (session.trail.back()) {
            route()
        } else {
            finish()
        }
    }

    @Deprecated("Deprecated in Java")
    override fun onBackPressed() {
        if (page?.back() == true) return
        if (session.isLocked || !session.isEnrolled) finish() else back()
    }

    override fun redraw() {
        page?.keep()
        recreate()
    }

    /** By hand: the phone closes, and nobody delivers from it until she unlocks again. */
    override fun lock() {
        session.lock()
        page?.close()
        page = null
        room.removeAllViews()
        Work.background.execute {
            session.close()
            Work.ui.execute { if (!isDestroyed) route() }
        }
    }

    override fun dispatchTouchEvent(event: MotionEvent): Boolean {
        session.touched()
        return super.dispatchTouchEvent(event)
    }

    /** A phone that lies open locks itself. */
    private fun watch() {
        main.removeCallbacksAndMessages(null)
        main.postDelayed({
            if (!isHere) return@postDelayed
            if (!session.isLocked && session.isLeftAlone()) {
                session.lock()
                route()
            }
            watch()
        }, WATCH_MS)
    }

    override fun askApp(what: Intent, code: Int): Boolean = try {
        startActivityForResult(what, code)
        true
    } catch (_: ActivityNotFoundException) {
        false
    }

    @Deprecated("Deprecated in Java")
    override fun onActivityResult(code: Int, result: Int, what: Intent?) {
        super.onActivityResult(code, result, what)
        page?.answered(code, if (result == RESULT_OK) what ?: Intent() else null)
    }

    override fun isAllowed(permission: String) = checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED

    override fun askPermission(which: String) = requestPermissions(arrayOf(which), PERMISSION)

    override fun onRequestPermissionsResult(code: Int, asked: Array<String>, granted: IntArray) {
        super.onRequestPermissionsResult(code, asked, granted)
        page?.permitted()
    }

    private companion object {
        const val ENROLMENT = "enrolment"
        const val WHOSE = "whose"
        const val PERMISSION = 1
        const val WATCH_MS = 15_000L
    }
}
