package org.chaski.app.whole

import android.content.Intent
import android.view.View
import java.io.File
import java.time.LocalDate
import org.chaski.app.harness.DroppingLine
import org.chaski.app.harness.KeysInMemory
import org.chaski.app.harness.Project
import org.chaski.app.harness.Shape
import org.chaski.app.harness.Supervisor
import org.chaski.core.Line
import org.chaski.core.Phone
import org.chaski.core.SyncOn
import org.chaski.ids.RecordName
import org.chaski.types.Outcome
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.rules.TestName
import org.robolectric.Shadows.shadowOf

/** The stories of tests/phones, on Android: each test is called like the file that it goes through. */
class StoriesTest : WholeTest() {
    @get:Rule val dropping = DroppingLine { server.port }

    @get:Rule val folder = TemporaryFolder()

    @get:Rule val name = TestName()

    @Test fun `a weight that cannot be right`() = story()

    @Test fun `two telephones of one family`() = story()

    @Test fun `a new list and a visit begun before`() = story()

    @Test fun `a new list that she goes over to`() = story()

    @Test fun `a danger sign`() = story()

    @Test fun `an answer that came back`() = story()

    @Test
    fun `no story and no step is left out`() {
        val tests = javaClass.declaredMethods.filter { it.isAnnotationPresent(Test::class.java) }.map { it.name.replace(' ', '-') }
        assertEquals(Scenario.names, tests.toSet() - name.methodName.replace(' ', '-'))
        assertEquals(Scenario.known, steps.keys + TIMES)
    }

    private fun story() {
        scenario = Scenario(name.methodName.replace(' ', '-'))
        run(scenario.steps, emptyMap())
    }

    private lateinit var scenario: Scenario

    /** Taken once, so that no midnight comes between two of its steps. */
    private val today = LocalDate.now()

    /** What places name: the household and the girl of a family that was made without a screen. */
    private val named = HashMap<String, String>()
    private var supervisor: Supervisor? = null
    private var page = ""
    private var other: Phone? = null

    @After
    fun closeTheOther() {
        other?.destroy()
    }

    private fun run(steps: List<Step>, places: Map<String, String>) = steps.forEach { step ->
        try {
            run(step, step.given.map { given -> filled(given, named + places) })
        } catch (wrong: Throwable) {
            throw AssertionError("${step.place}: ${wrong.message}", wrong)
        }
    }

    private fun run(step: Step, given: List<String>) {
        val block = scenario.blocks[step.words]
        when {
            step.words == TIMES -> repeat(given.single().toInt()) { run(step.inside, emptyMap()) }
            block != null -> run(block.inside, block.given.zip(given).toMap())
            else -> steps[step.words]?.invoke(given) ?: throw AssertionError("«${step.words}» is no step")
        }
    }

    private fun filled(given: String, places: Map<String, String>) =
        given.replace(Regex("""\{(\w+)}""")) { places[it.groupValues[1]] ?: throw AssertionError("nothing is called ${it.value}") }

    // What each step means, by its words: the README says it to whoever writes one.
    private val steps = mapOf<String, (List<String>) -> Unit>(
        "publish «»" to { (form) -> server.publish(Project.file(form)) },
        "a supervisor «»" to { (name) -> supervisor = Supervisor(server.url, "marta", server.supervisor(name, "marta", "Norte")) },
        "open the app" to { opened() },
        "type the code" to { type(server.invite(WORKER, "Norte", url = dropping.url)) },
        "type the code «»" to { (code) -> type(code) },
        "give the PIN" to { pin() },
        "a family «» with a girl «», born «»" to { (house, girl, born) ->
            val made = family(house, girl(girl, day(born).toString()))
            named["house"] = made[0].record.text
            named["girl"] = made[1].record.text
        },
        "go to «»" to { (place) -> goTo(place) },
        "touch «»" to { (words) -> touch(words) },
        "touch «» N times" to { (words, times) -> repeat(times.toInt()) { touch(words) } },
        "keys «»" to { (figure) -> keys(figure) },
        "type «» into «»" to { (letters, label) -> typeInto(label, letters) },
        "give the day «»" to { (says) -> day(day(says)) },
        "pause" to { typed() },
        "back" to { back() },
        "see «»" to { words -> see(*words.toTypedArray()) },
        "see not «»" to { words -> words.forEach(::seeNot) },
        "see a checklist" to { assertTrue(said(), isFilling) },
        "answer «» to the end" to { names -> answer(names, null) },
        "answer «» until «»" to { names -> answer(names.dropLast(1), names.last()) },
        "look «»" to { (name) -> look(name) },
        "look «», and in the largest letters" to { (name) -> look(name, Shape.SMALL, Shape.LARGEST_LETTERS) },
        "the process ends at once" to { endAtOnce() },
        "no line" to { line = Line.NONE },
        "a free line" to { line = Line.FREE },
        "cut a connection after N bytes sent" to { (bytes) -> dropping.cut(afterSent = bytes.toLong()) },
        "cut a connection after N bytes received" to { (bytes) -> dropping.cut(afterReceived = bytes.toLong()) },
        "N connections were cut" to { (cut) -> assertEquals(cut.toInt(), dropping.drops) },
        "«» was dialled" to { (number) ->
            val asked = shadowOf(activity).nextStartedActivity
            assertEquals(Intent.ACTION_DIAL, asked.action)
            assertEquals("tel:$number", asked.dataString)
        },
        "the supervisor returns the visit to «»: «», where it says «», with «»" to { (house, field, value, comment) ->
            page = checkNotNull(supervisor).returns(house, field, value, comment)
        },
        "the supervisor reads the visit to «»" to { (house) -> page = checkNotNull(supervisor).reads(house) },
        "her page says «»" to { words -> words.forEach { assertTrue(page, it in page) } },
        "her page says in one line «»" to { words -> assertTrue(page, page.lines().any { line -> words.joinToString(".*", transform = Regex::escape).toRegex() in line }) },
        "the district's measurements say «»" to { (words) -> server.ask("export", "measurements", "--csv").let { assertTrue(it, words in it) } },
        "the phone has checklists of version «»" to { versions -> assertEquals(versions, phone.forms().map { it.version }) },
        "the visits to «» were answered on versions «»" to { given ->
            val visits = phone.visits(RecordName(given[0]), null, 10u).items
            assertEquals(given.drop(1), visits.flatMap { visit -> phone.visit(visit.visit).answers.map { it.formVersion.orEmpty() } }.sorted())
        },
        "another phone, of «»" to { (worker) ->
            server.worker(worker)
            other = Phone.open(File(folder.root, "other").path, KeysInMemory(), null, null).apply {
                setLanguage("es")
                enrol(server.invite(worker, "Norte"), "otro", null)
            }
        },
        "the other phone delivers" to { checkNotNull(other).sync(SyncOn.ANY_LINE, null) },
        // The same screen, and the same button.
        "the other phone saves «» with «» as «»" to { (place, key, value) ->
            val phone = checkNotNull(other)
            val outcome = phone.submit(place, "save", phone.screen(place).seen, mapOf(key to value))
            assertTrue(outcome.toString(), outcome is Outcome.Goes)
        },
        "the notices of the other phone are N" to { (count) -> assertEquals(count.toULong(), checkNotNull(other).noticesCount()) },
        "the other phone shows «» on «»" to { (words, place) ->
            val said = checkNotNull(other).screen(place).groups.flatMap { it.rows }.flatMap { row -> row.lines.map { it.text } }
            assertTrue(said.toString(), words in said)
        },
    )

    private fun day(says: String) = Scenario.day(says, today)

    /** Goes on with the checklist until this is asked, or to its end: what no answers are for is answered *No*, or not at all. */
    private fun answer(names: List<String>, until: String?) {
        val answers = names.flatMap { scenario.answers[it] ?: throw AssertionError("no answers are called «$it»") }
        repeat(MOST_QUESTIONS) {
            if (!isFilling || (until != null && all(until).isNotEmpty())) return
            val draft = app.session.trail.top.place.substringAfterLast('/')
            val here = { phone.openDraft(draft).use { it.screen()?.path } }
            val before = here()
            val known = answers.firstOrNull { all(it.given.single()).isNotEmpty() }
            when {
                known != null -> run(known.inside, emptyMap())
                all("No").any(View::isClickable) -> touch("No")
            }
            typed()
            if (isFilling && here() == before) touch("Siguiente")
            if (isFilling && here() == before) throw AssertionError("this is not answered by the story:\n${said()}")
        }
    }

    private companion object {
        const val TIMES = "N times"
        const val MOST_QUESTIONS = 60
    }
}
