// The way of one measurement and back, through the generated Kotlin: a phone enrols, records a visit, delivers; a
// supervisor returns a figure with a comment; the worker reads it, corrects, answers; the supervisor sees both.

package org.chaski.core

import java.io.File
import java.util.Date
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import org.chaski.ids.RecordName
import org.chaski.types.*
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test

private val work = File(System.getenv("CHASKI_WORK"))

/** A key store in the memory of the test, where an app has the platform's. */
private class Keys : KeyStore {
    private var kept: ByteArray? = null

    override fun load() = kept

    override fun keep(secrets: ByteArray) {
        kept = secrets
    }
}

private class BrokenKeys : KeyStore {
    override fun load(): ByteArray? = throw IllegalStateException("nobody expects this")

    override fun keep(secrets: ByteArray): Unit = throw PlatformException.Failed("locked")
}

private class Signal(var now: Line = Line.FREE) : Connectivity {
    override fun line() = now
}

private class Lines : LogSink {
    val kept = mutableListOf<String>()

    override fun log(level: LogLevel, line: String) {
        kept += line
    }
}

private class Steps(val onStep: () -> Unit = {}) : SyncListener {
    var last: SyncProgress? = null

    override fun progressed(progress: SyncProgress) {
        last = progress
        onStep()
    }
}

/** A phone with all that the platform gives it. */
private class Device(name: String) {
    val signal = Signal()
    val log = Lines()
    val phone = Phone.open(File(work, name).path, Keys(), signal, log)

    fun sync(): Report = (phone.sync(SyncOn.ANY_LINE, null) as SyncOutcome.Done).report
}

private fun refused(call: () -> Unit): ChaskiException.Failed =
    try {
        call()
        throw AssertionError("this was not refused")
    } catch (error: ChaskiException.Failed) {
        error
    }

private fun RecordView.field(name: String) = fields.first { it.field == name }

private fun FieldValue.part(name: String) = (this as FieldValue.Parts).parts.first { it.name == name }.value

private val FieldView.kilograms get() = (value.part("kg") as FieldValue.Decimal).digits

class StoryTest {
    @Test
    fun `a figure goes to the supervisor and comes back corrected`() {
        val worker = Device("worker")
        val supervisor = Device("supervisor")
        val phone = worker.phone

        // Enrolled, with the first delivery shown as it goes.
        val code = System.getenv("CHASKI_VISITOR")
        val issued: Date = readInvitation(code).issued!!
        assertTrue(issued.before(Date(System.currentTimeMillis() + 60_000)))
        val steps = Steps()
        val enrolled = phone.enrol(code, "Kotlin", steps)
        assertEquals("Elena Ccori", enrolled.status.worker?.name)
        assertTrue(steps.last!!.receivedBytes > 0u)
        supervisor.phone.enrol(System.getenv("CHASKI_SUPERVISOR"), "Supervisor", null)

        // A family with a child, then a visit at which the weight is typed wrong.
        val area: RecordName = phone.find("norte", Kind.AREA)
        val family = phone.addFamily(
            NewHousehold(area = area, knownAs = "los de la tienda", altitudeM = "3650"),
            listOf(NewPerson(givenNames = "Rosa", familyNames = "Ñahui Quispe", sex = "female", birthDate = "2024-03")),
        )
        val child = family.persons[0].record
        val saved = phone.recordVisit(
            """{"household": "${family.household.record}", "on": "2026-03-15", "outcome": {"is": "done"},
                "persons": [{"person": "$child", "reading":
                  {"on": "2026-03-15", "weight": {"kg": "16.00", "clothes": "light"}}}]}""",
        )
        assertEquals(listOf("reading"), saved.records.map { it.entity })
        assertEquals(4uL, phone.status().delivery.onThisPhoneOnly)

        // Without a line nothing is tried and nothing is wrong.
        worker.signal.now = Line.NONE
        assertEquals(SyncOutcome.NoLine, phone.sync(SyncOn.ANY_LINE, null))
        worker.signal.now = Line.METERED
        assertEquals(SyncOutcome.OnlyMeteredLine, phone.sync(SyncOn.FREE_LINE, null))
        assertEquals(4uL, worker.sync().acknowledged)

        // The supervisor returns the weight.
        supervisor.sync()
        val reading = supervisor.phone.child(child).readings[0]
        assertEquals("16.00", reading.field("weight").kilograms)
        val comment = "¿Seguro que pesa tanto? Mira el cuaderno."
        supervisor.phone.review(
            NewReview(reading.record, field = "weight", verdict = ReviewVerdict.RETURNED, comment = comment),
        )
        supervisor.sync()

        // The worker reads it where it belongs, corrects and answers.
        worker.sync()
        assertEquals(listOf(Band.Returned(1uL)), phone.child(child).bands)
        val review = phone.reviews(Reviews.OF_MY_RECORDS).single()
        assertEquals(listOf(comment, "open", "weight"), listOf(review.comment, review.state, review.field))
        assertEquals(saved.visit, review.visit)
        assertEquals("Rosa Ñahui Quispe", review.about?.title)
        assertEquals("Marta Condori", review.who.name)
        assertEquals("16.00", review.written!!.kilograms)
        val correction = Correction(review.written!!.seen, "10.60", part = "kg")
        assertEquals("reason_missing", refused { phone.correct(correction) }.code)
        assertTrue(phone.correct(correction.copy(reason = "read wrongly")).saved)
        phone.answerReview(review.seen, "Era 10.60, ya lo corregí")
        worker.sync()

        // The supervisor sees the correction and the answer, and ends it.
        supervisor.sync()
        val answered = supervisor.phone.reviews(Reviews.THAT_I_WROTE).single()
        assertEquals("answered" to "Era 10.60, ya lo corregí", answered.state to answered.reply)
        assertEquals("10.60", answered.written!!.kilograms)
        val history = supervisor.phone.field(reading.record, "weight", null).history
        assertEquals(listOf("16.00", "10.60"), history.map { Regex("\\d+\\.\\d+").find(it.json)!!.value })
        assertEquals("read wrongly" to "Elena Ccori", history[1].reason to history[1].who.name)
        supervisor.phone.closeReview(answered.seen)
        assertEquals(emptyList<ReviewItem>(), supervisor.phone.reviews(Reviews.THAT_I_WROTE))

        // The log says what went on, and nothing of anybody.
        val lines = worker.log.kept.joinToString(" ")
        assertTrue(lines, "sync: delivered 4" in lines && "reason_missing" in lines)
        for (personal in listOf("Rosa", "Ñahui", "10.60", "tienda")) assertFalse(lines, personal in lines)

        // A measurement is compared with WHO's standards before it is saved, and whatever is found, it is saved.
        val luz = phone.addPerson(
            family.household.record,
            NewPerson(givenNames = "Luz", sex = "female", birthDate = "2025-01-01"),
        ).record
        assertTrue(phone.assess(luz, """{"on": "2026-01-01", "weight": {"kg": "70.0"}}""").asksSecond)
        val typed = """{"on": "2026-01-01", "weight": {"kg": "7.0"}}"""
        val assessed = phone.assess(luz, typed)
        assertEquals(365L, assessed.age!!.leastDays)
        val weight = assessed.scores.single { it.indicator == GrowthIndicator.WEIGHT_FOR_AGE }
        assertEquals(Triple(-2.05, "−2.05", false), Triple(weight.least, weight.text, weight.flagged))
        assertEquals(listOf("below_minus_2"), assessed.findings.map { it.code })
        phone.recordVisit(
            """{"household": "${family.household.record}", "persons": [{"person": "$luz", "reading": $typed}]}""",
        )
        val growth = phone.zscores(luz)
        assertEquals(listOf(assessed.scores), growth.readings.map { it.scores })
        val chart = phone.chart(luz, GrowthIndicator.WEIGHT_FOR_AGE, null, ChartStyle())
        assertEquals(listOf(-3, -2, 0, 2, 3), chart.curves.map { it.z.toInt() })
        assertEquals(listOf<String?>("−2.05"), chart.table.rows.map { it.z })
        val svg = phone.chartSvg(luz, GrowthIndicator.WEIGHT_FOR_AGE, null, ChartStyle(), ChartInks.BLACK)
        assertTrue(svg.startsWith("<svg"))

        // A sync that is stopped says so, and what arrived stays.
        assertEquals("cancelled", refused { phone.sync(SyncOn.ANY_LINE, Steps { phone.cancel() }) }.code)
        worker.sync()
        assertTrue(phone.verify().sound)
    }

    @Test
    fun `a checklist is filled screen by screen, each answer gives back what it changed, and a draft is gone on with`() {
        val device = Device("filler")
        val phone = device.phone
        phone.enrol(System.getenv("CHASKI_FILLER"), "Filler", null)
        phone.useRules("pe")
        phone.setLanguage("es")
        val family = phone.addFamily(
            NewHousehold(area = phone.find("norte", Kind.AREA)),
            listOf(NewPerson(givenNames = "Wayta", kind = "child", birthDate = "2026-01")),
        )
        assertEquals("visita", phone.forms().single().form)
        val filling = phone.beginChecklist("visita", family.persons[0].record)
        assertEquals("Español (es)", filling.language())
        var screen = filling.screen()!!
        var question = screen.questions.first { !it.readonly }
        // What she must answer keeps her on the screen, and says where.
        while (!question.required) {
            screen = (filling.forward() as Next.Screen).screen
            question = screen.questions.first { !it.readonly }
        }
        assertTrue(question.path in (filling.forward() as Next.Stays).notValid)
        assertEquals("question", refused { filling.answer(question.path, "no such choice") }.code)
        val update = filling.answer(question.path, question.choices!!.last().name)
        val shown = update.screen?.questions ?: update.questions
        assertEquals(null, shown.single { it.path == question.path }.notValid)
        assertEquals(listOf(filling.draft()), phone.drafts().map { it.draft })
        assertEquals(filling.screen(), phone.openDraft(filling.draft()).screen())
        assertEquals("unanswered", refused { filling.finish() }.code)
        assertTrue(filling.openQuestions().all { it.label.isNotEmpty() && it.notValid.why == Invalid.REQUIRED })
        phone.dropDraft(filling.draft())
        assertEquals(emptyList<DraftView>(), phone.drafts())
        assertEquals("no_draft", refused { filling.answer(question.path, question.choices!!.first().name) }.code)
    }

    @Test
    fun `a phone that is nobody's yet reads and refuses to save`() {
        val phone = Device("nobody").phone
        assertEquals("not_enrolled", refused { phone.addFamily(NewHousehold(RecordName("00".repeat(16) + ".1.0")), listOf()) }.code)
        assertEquals(emptyList<Family>(), phone.families(null, null, 10u).items)
        assertEquals("no_record", refused { phone.child(RecordName("Rosa")) }.code)
    }

    @Test
    fun `calls from a background thread wait for each other`() = runBlocking {
        val phone = Device("threads").phone
        val devices = (1..8).map { async(Dispatchers.IO) { phone.status().device } }.awaitAll()
        assertEquals(1, devices.toSet().size)
    }

    @Test
    fun `a key store that fails opens nothing and says what to do`() {
        val folder = File(work, "locked")
        val error = refused { Phone.open(folder.path, BrokenKeys(), null, null) }
        assertEquals("keys", error.code)
        assertTrue(error.remedy.isNotEmpty() && folder.list()!!.isEmpty())
    }

    @Test
    fun `errors and words are in the language of the phone`() {
        val phone = Device("words").phone
        val english = refused { phone.addPerson(RecordName("00".repeat(16) + ".1.0"), NewPerson()) }
        phone.setLanguage("es-PE")
        val spanish = refused { phone.addPerson(RecordName("00".repeat(16) + ".1.0"), NewPerson()) }
        assertEquals(english.code, spanish.code)
        assertNotEquals(english.text, spanish.text)
        val words = phone.words(listOf(Asked("error-not_enrolled")))
        assertEquals(listOf(spanish.text, "es"), listOf(words[0].text, words[0].language))
    }
}
