package org.chaski.app.life

import android.os.SystemClock
import android.view.MotionEvent
import android.view.View
import android.widget.AbsListView
import android.widget.EditText
import android.widget.ScrollView
import java.io.File
import java.time.Duration
import java.util.concurrent.Executor
import kotlin.random.Random
import org.chaski.app.MainActivity
import org.chaski.app.harness.Shape
import org.chaski.app.harness.Windows
import org.chaski.app.harness.all
import org.chaski.app.harness.isTarget
import org.chaski.app.harness.named
import org.chaski.app.harness.shown
import org.chaski.app.harness.visiblePlace
import org.chaski.app.work.Work
import org.chaski.core.SyncOn
import org.chaski.ids.RecordName
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Somebody who touches anything in any order, on a phone that dies. CHASKI_SEED sets another order. */
class MonkeyTest : LifeTest() {
    private val seed = System.getenv("CHASKI_SEED")?.toLong() ?: 20_261_130L
    private val chance = Random(seed)
    private val steps = ArrayDeque<String>()
    private val been = HashSet<String>()
    private var posted = 0

    /** What comes to the main thread is counted: work, not time. */
    private val counting = object : Work {
        override val background get() = work.background
        override val ui = Executor { what ->
            posted++
            work.ui.execute(what)
        }
    }

    @Test
    fun `whatever is touched, nothing breaks and no answer is lost`() {
        Work.use(counting)
        val root = generateSequence(File("").absoluteFile) { it.parentFile }.first { File(it, "android/pom.xml").exists() }
        server.publish(File(root, "android/app/src/test/forms/kinds.xml"))
        enrol()
        phone.sync(SyncOn.ANY_LINE, null)
        val filled = fill()
        phone.beginChecklist("kinds", RecordName(filled.child)).use { it.draft() }
        try {
            repeat(STEPS) { step() }
            val kinds = been.map { it.removePrefix("app/").substringBefore('/') }.toSet()
            assertTrue("it went to $kinds alone", kinds.size >= KINDS)
        } catch (broken: Throwable) {
            throw AssertionError("seed $seed (CHASKI_SEED), after:\n${steps.joinToString("\n")}", broken)
        }
    }

    private fun step() {
        posted = 0
        if (activity.isFinishing) return say("opens it again") { open(MainActivity::class.java) }
        if (app.session.isLocked) return say("unlocks") { pin() }
        when (chance.nextInt(1000)) {
            in 0 until 3 -> die("dies in the background", ::endInBackground)
            in 3 until 5 -> die("dies at once", ::endAtOnce)
            in 5 until 9 -> say("is turned") { become(if (shape == Shape.SMALL) Shape.SMALL.turned() else Shape.SMALL) }
            in 30 until 32 -> say("gets large letters") { become(if (shape == Shape.SMALL) Shape.LARGEST_LETTERS else Shape.SMALL) }
            in 34 until 90 -> say("back") { back() }
            in 90 until 180 -> fields().filter { it.isEnabled && it.isFocusable }.randomOrNull(chance)?.let(::type)
            in 180 until 260 -> scroll()
            in 260 until 300 -> somewhere()
            in 300 until 330 -> say("to a tab") { goTo(listOf("today", "families/all", "notices", "delivery", "app/settings").random(chance)) }
            in 330 until 370 -> phone.drafts().randomOrNull(chance)?.let { draft -> say("to a draft") { goTo("app/fill/${draft.draft}") } }
            else -> touchOne()
        }
        val views = activity.window.decorView.all().count()
        assertTrue("$views views on ${here}", views < VIEWS)
        assertTrue("$posted times to the main thread in one step on $here", posted < POSTS)
    }

    private fun say(what: String, act: () -> Unit) {
        been += here
        if (steps.size == REMEMBERED) steps.removeFirst()
        steps += "$here: $what"
        act()
    }

    private fun die(how: String, end: () -> Unit) {
        settle(TYPING)
        val before = answers()
        say(how, end)
        pin()
        assertEquals(before, answers())
    }

    /** The screen on which each draft stands, with what is answered on it. */
    private fun answers() = phone.drafts().associate { draft ->
        draft.draft to phone.openDraft(draft.draft).use { it.screen() }?.let { screen -> screen.path to screen.questions.map { it.value } }
    }

    private fun type(field: EditText) = say("types") {
        val text = TEXTS.random(chance)
        field.requestFocus()
        field.setText(text)
        settle(TYPING)
        val draft = here.removePrefix("app/fill/").takeIf { it != here } ?: return@say
        val asked = phone.openDraft(draft).use { it.screen() }?.questions.orEmpty()
        if (asked.size == 1 && asked[0].kind == org.chaski.types.ValueType.TEXT && asked[0].choices == null) assertEquals(text, asked[0].value)
    }

    private fun touchOne() {
        // A wrong PIN costs time, and so does this.
        if (here == "app/pin") return say("leaves the PIN") { back() }
        val target = Windows.top().shown().filter { it.isTarget() && !it.visiblePlace().isEmpty }.toList().randomOrNull(chance) ?: return
        say("touches ${target.named()}") { finger(target.visiblePlace().exactCenterX(), target.visiblePlace().exactCenterY()) }
    }

    private fun somewhere() {
        if (here == "app/pin") return
        val window = Windows.top()
        say("touches somewhere") { finger(chance.nextInt(window.width).toFloat(), chance.nextInt(window.height).toFloat()) }
    }

    private fun finger(x: Float, y: Float) {
        val root: View = Windows.top()
        val down = SystemClock.uptimeMillis()
        for (what in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
            val event = MotionEvent.obtain(down, SystemClock.uptimeMillis(), what, x, y, 0)
            root.dispatchTouchEvent(event)
            event.recycle()
            settle(TOUCH)
        }
    }

    private fun scroll() = say("scrolls") {
        val by = chance.nextInt(-600, 600)
        Windows.top().shown().toList().forEach { if (it is ScrollView) it.scrollBy(0, by) else if (it is AbsListView) it.scrollListBy(by) }
        settle()
    }

    private companion object {
        const val STEPS = 5_000
        const val REMEMBERED = 25
        const val KINDS = 12
        const val VIEWS = 700
        const val POSTS = 60
        val TOUCH: Duration = Duration.ofMillis(100)
        val TYPING: Duration = Duration.ofMillis(700)
        val TEXTS = listOf("", "7", "7,10", "700", "ñahui", "Rosa", "900 111 222", "a".repeat(300), "12/2020", "-1", "0", "🙂 t\u0301")
    }
}
