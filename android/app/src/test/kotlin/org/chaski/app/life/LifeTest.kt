package org.chaski.app.life

import android.widget.EditText
import java.time.LocalDate
import org.chaski.app.harness.KeysInMemory
import org.chaski.app.harness.all
import org.chaski.app.screens.AppTest
import org.chaski.app.work.Work
import org.chaski.core.Correction
import org.chaski.core.NewReview
import org.chaski.core.Phone
import org.chaski.core.ReviewVerdict
import org.chaski.core.SyncOn
import org.chaski.ids.RecordName
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith

/** The app through what befalls a phone, and nothing of it waits on the main thread for the core, the disk or the system. */
@RunWith(GuardedRunner::class)
abstract class LifeTest : AppTest() {
    @get:Rule val folder = TemporaryFolder()

    @Before
    fun noneYet() {
        MainThread.taken()
    }

    @After
    fun mainThreadWaitedForNothing() = assertEquals("", MainThread.taken().joinToString("\n"))

    /** What the app does of it, it does in the background; so does a test. */
    override fun forget() {
        settle()
        Work.background.execute { app.forget() }
        settle()
    }

    /** The fields on the screen, in their order, with what stands in them. */
    protected fun fields(): List<EditText> = activity.window.decorView.all().filterIsInstance<EditText>().filter { it.isShown }.toList()

    protected val here get() = app.session.trail.top.place

    /** A family with all that a district may have said of it: a visit with a danger sign, a second value from another phone, a visit that came back. */
    protected class Filled(val house: String, val child: String, val visit: String, val referral: String, val review: String)

    protected fun fill(): Filled {
        val created = family("Quispe", girl("Rosa", LocalDate.now().minusMonths(14).toString()), girl("Luz", LocalDate.now().minusYears(3).toString()))
        val (house, child) = created.map { it.record }
        family("Huamán, junto al río", girl("Yeny", LocalDate.now().minusMonths(5).toString()))
        val day = LocalDate.now().toString()
        val reading = """{ "on": "$day", "weight": { "kg": "9.10", "clothes": "light" }, "source": "measured" }"""
        val saved = phone.recordVisit(
            """{ "household": "${house.text}", "on": "$day", "purpose": "follow_up", "modality": "home", "outcome": { "is": "done" },
            "persons": [{ "person": "${child.text}", "reading": $reading, "referrals": [{ "signs": ["fever"] }] }] }""",
        )
        phone.sync(SyncOn.ANY_LINE, null)
        // Before this phone says another number, one that has not heard of it does.
        val elena = other("Elena Quispe", "visitor")
        correct(elena, house, "900000222")
        correct(phone, house, "900000333")
        elena.sync(SyncOn.ANY_LINE, null)
        val marta = other("Marta Ríos", "supervisor")
        val review = marta.review(NewReview(saved.visit, verdict = ReviewVerdict.RETURNED, comment = "Falta la talla."))
        marta.sync(SyncOn.ANY_LINE, null)
        phone.sync(SyncOn.ANY_LINE, null)
        listOf(elena, marta).forEach { it.destroy() }
        return Filled(house.text, child.text, saved.visit.text, saved.records.first { it.entity == "referral" }.record.text, review.text)
    }

    private fun other(name: String, role: String): Phone {
        server.worker(name)
        val other = Phone.open(folder.newFolder().path, KeysInMemory(), null, null)
        other.enrol(server.invite(name, "Norte", role), name, null)
        return other
    }

    private fun correct(on: Phone, house: RecordName, number: String) {
        val seen = on.field(house, "telephone", null).view.seen
        on.correct(Correction(seen, "\"$number\""))
    }
}
