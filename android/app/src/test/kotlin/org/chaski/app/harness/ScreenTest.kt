package org.chaski.app.harness

import android.app.Activity
import android.content.Intent
import android.graphics.Rect
import android.os.Bundle
import android.os.SystemClock
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.widget.AdapterView
import android.widget.EditText
import java.io.File
import java.time.Duration
import org.chaski.app.check.Checks
import org.chaski.app.work.Work
import org.junit.After
import org.junit.Before
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A screen as a person has it: she sees words, touches what they stand on, and turns the phone. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
abstract class ScreenTest {
    protected val work = TestWork()
    protected var shape = Shape.SMALL
    private var open: ActivityController<out Activity>? = null

    protected val activity: Activity get() = controller.get()
    private val controller get() = checkNotNull(open) { "no screen was opened" }

    /** What is not judged like a button alone: keys of a keypad, targets that stand together. */
    protected open val checks = Checks()

    /** What a process forgets when the system ends it: the app's own singletons. */
    protected open fun forget() = Unit

    @Before
    fun begin() {
        Work.use(work)
        hold(shape)
    }

    @After
    fun end() {
        open?.runCatching { close() }
        Work.use(null)
        work.close()
    }

    protected fun <A : Activity> open(type: Class<A>, intent: Intent? = null): A {
        val made = if (intent == null) Robolectric.buildActivity(type) else Robolectric.buildActivity(type, intent)
        open = made.setup()
        settle()
        return made.get()
    }

    protected fun settle(time: Duration = Duration.ZERO) = work.settle(time)

    // What is on the screen.

    /** The views that say this: exactly, or else as a part of what they say. */
    protected fun all(words: String): List<View> {
        val views = Windows.all().asReversed().flatMap { it.shown() }
        return views.filter { words in it.words() }.ifEmpty { views.filter { view -> view.words().any { words in it } } }
    }

    protected fun find(words: String, nth: Int = 0): View {
        reach(words)
        return all(words).getOrNull(nth) ?: throw AssertionError("«$words» is not on the screen, which says:\n${said()}")
    }

    protected fun see(vararg words: String) = words.forEach { find(it) }

    protected fun seeNot(words: String) {
        if (all(words).isNotEmpty()) throw AssertionError("«$words» is on the screen, which says:\n${said()}")
    }

    /** All words that are on the screen now, a view a line. */
    protected fun said(): String = Windows.all().flatMap { it.shown() }.flatMap { it.words() }.joinToString("\n")

    // What she does.

    /** A finger on the middle of what says this, or of what it stands in. */
    protected fun touch(words: String, nth: Int = 0) {
        val view = find(words, nth)
        val target = (sequenceOf(view) + view.ancestors()).firstOrNull { it.isClickable || it.isRow() }
            ?: throw AssertionError("«$words» cannot be touched")
        if (!target.isEnabled) throw AssertionError("«$words» cannot be touched now")
        touch(target)
    }

    /** A finger down and up: the window decides who gets it, so that what lies over a button keeps it. */
    protected fun touch(view: View) {
        view.requestRectangleOnScreen(Rect(0, 0, view.width, view.height), true)
        settle()
        val place = view.visiblePlace()
        if (place.isEmpty) throw AssertionError("${view.named()} cannot be reached by a finger")
        val down = SystemClock.uptimeMillis()
        for (what in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
            val now = SystemClock.uptimeMillis()
            val event = MotionEvent.obtain(down, now, what, place.exactCenterX(), place.exactCenterY(), 0)
            view.rootView.dispatchTouchEvent(event)
            event.recycle()
            // A list shows a row pressed for a moment before it tells anybody.
            settle(Duration.ofMillis(TOUCH_MS))
        }
    }

    /** Letters into the field that is called so, or into the only one. */
    protected fun type(letters: String, into: String? = null) {
        val fields = Windows.top().shown().filterIsInstance<EditText>().toList()
        val field = if (into == null) fields.singleOrNull() else find(into) as? EditText ?: fields.find { into in it.words() }
        checkNotNull(field) { "there is no field ${into ?: ", or more than one"}: ${said()}" }
        field.requestFocus()
        field.setText(letters)
        settle()
    }

    protected fun back() {
        for (what in listOf(KeyEvent.ACTION_DOWN, KeyEvent.ACTION_UP)) {
            Windows.top().dispatchKeyEvent(KeyEvent(what, KeyEvent.KEYCODE_BACK))
        }
        settle()
    }

    /** The phone is turned, its letters grow, its language changes: the screen that was open goes on in that shape. */
    protected fun become(shape: Shape) {
        hold(shape)
        open?.configurationChange(RuntimeEnvironment.getApplication().resources.configuration)
        // A screen that was made anew is not yet in a window of its own.
        open?.let { if (it.get().window.decorView.parent == null) it.visible() }
        settle()
    }

    // What befalls it.

    /** The system ends the process in the background, and she comes back: the saved state is all that is left. */
    protected fun endInBackground() {
        val state = Bundle()
        controller.pause().stop().saveInstanceState(state).destroy()
        again(state)
    }

    /** The battery falls out: nobody is told, and what was on the screen is gone. */
    protected fun endAtOnce() = again(null)

    private fun again(state: Bundle?) {
        val type = activity.javaClass
        val intent = activity.intent
        forget()
        // What is over does nothing more: a test has one process, and its screens would go on in it.
        if (!activity.isDestroyed) controller.pause().stop().destroy()
        // What else the process showed is gone with it.
        Windows.close()
        val made = Robolectric.buildActivity(type, intent)
        open = if (state == null) made.setup() else made.setup(state)
        settle()
    }

    // How it is judged.

    /** A picture of what is shown, in each of these shapes, each judged by the checks; the first shape is held after it. */
    protected fun picture(name: String, vararg shapes: Shape = arrayOf(Shape.SMALL)): List<File> {
        val first = shape
        val complaints = mutableListOf<String>()
        val files = shapes.map { one ->
            if (one != shape) become(one)
            val drawn = Pictures.screen()
            complaints += checks.of(Windows.top(), drawn).map { "$name, ${one.name}: $it" }
            Pictures.save("$name-${one.name}", drawn)
        }
        if (first != shape) become(first)
        if (complaints.isNotEmpty()) throw AssertionError(complaints.joinToString("\n"))
        return files
    }

    private fun hold(next: Shape) {
        shape = next
        RuntimeEnvironment.setQualifiers(next.qualifiers)
        RuntimeEnvironment.setFontScale(next.letters)
        SystemBars.show()
    }

    /** Lists draw only what is seen: this goes down them until the words are there. */
    private fun reach(words: String) {
        if (all(words).isNotEmpty()) return
        for (list in Windows.top().shown().filterIsInstance<AdapterView<*>>().toList()) {
            for (row in 0 until (list.adapter?.count ?: 0)) {
                list.setSelection(row)
                settle()
                if (all(words).isNotEmpty()) return
            }
        }
    }

    private companion object {
        const val TOUCH_MS = 150L
    }
}
