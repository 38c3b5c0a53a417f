package org.chaski.app.screens

import android.widget.AbsListView
import android.widget.ScrollView
import java.io.File
import java.time.LocalDate
import org.chaski.app.harness.KeysInMemory
import org.chaski.app.harness.Shape
import org.chaski.app.harness.Windows
import org.chaski.app.harness.shown
import org.chaski.app.session.Colours
import org.chaski.core.Correction
import org.chaski.core.NewHousehold
import org.chaski.core.NewPerson
import org.chaski.core.NewReview
import org.chaski.core.Phone
import org.chaski.core.ReviewVerdict
import org.chaski.core.Reviews
import org.chaski.core.SyncOn
import org.chaski.ids.RecordName
import org.chaski.types.Does
import org.chaski.types.GrowthIndicator
import org.chaski.types.Input
import org.chaski.types.InputKind
import org.chaski.types.Outcome
import org.chaski.types.ScreenView
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** Every screen of the core and every page of the app over one full phone, judged and left as pictures, in the shapes in which they are used. */
class WalkTest : AppTest() {
    @get:Rule val folder = TemporaryFolder()

    private val visita = generateSequence(File("").absoluteFile) { it.parentFile }.map { File(it, "core/packs/pe/forms/visita.xlsx") }.first { it.exists() }
    private val today = LocalDate.now()

    /** Places by the name of their picture. */
    private val places = LinkedHashMap<String, String>()

    /** Those that she sees each day. */
    private val daily = setOf("today", "families", "notices", "delivery", "household", "child", "begin", "fill", "visit", "not-visited", "chart", "settings")

    @Test
    fun `every place looks as it should, on the smallest phone, with the largest letters, in Quechua and in the sun`() {
        fillPhone()
        goTo("today")
        look("today-work", Shape.SMALL, Shape.MIDDLE)
        registering("register_family", more = listOf("pregnant", "no"))
        unfinished()
        for ((name, place) in places) {
            goTo(place)
            look(name)
            further(name)
        }
        all(Shape.LARGEST_LETTERS)
        all(Shape.MIDDLE, daily)
        goTo("app/settings")
        touch("Runasimi")
        all(QUECHUA, daily)
        app.session.choices.language = "es"
        become(Shape.SMALL)
        colours(Colours.SUN)
        all(Shape.SMALL.copy(name = "480x800-sun"), daily)
        colours(Colours.NIGHT)
        all(Shape.SMALL.copy(name = "480x800-night"), setOf("today", "child", "chart", "fill"))
        assertTrue(places.keys.containsAll(daily))
    }

    private fun colours(which: Colours) {
        app.session.choices.colours = which
        activity.recreate()
        settle()
    }

    private fun all(held: Shape, which: Set<String> = places.keys) {
        if (held.qualifiers != shape.qualifiers || held.letters != shape.letters) become(held)
        shape = held
        for (name in which) {
            goTo(places.getValue(name))
            look(name, held)
        }
    }

    /** What stands below the edge of the screen. */
    private fun further(name: String) {
        for (number in 2..MOST) {
            val scroller = Windows.top().shown().firstOrNull { (it is AbsListView || it is ScrollView) && it.canScrollVertically(1) } ?: return
            val by = scroller.height * 9 / 10
            (scroller as? AbsListView)?.scrollListBy(by) ?: scroller.scrollBy(0, minOf(by, (scroller as ScrollView).getChildAt(0).height - scroller.height - scroller.scrollY))
            settle()
            look("$name-$number")
        }
    }

    // What is on this phone.

    private fun fillPhone() {
        server.publish(visita)
        server.worker(OTHER)
        server.worker(BOSS)
        enrol()
        phone.sync(SyncOn.ANY_LINE, null)
        val mother = NewPerson(kind = "caregiver", givenNames = "María", familyNames = "Quispe Huamán", sex = "female")
        val (house, rosa) = home("los de la tienda", "casa 14", child("Rosa", "Mamani Quispe", "female", today.minusMonths(14).minusDays(9)), child("Luis", "Mamani Quispe", "male", today.minusMonths(40)), mother)
        val (river, yeny) = home("Huamán, junto al río", "detrás del puente", child("Yeny", "Huamán Ccori", "female", today.minusMonths(5).minusDays(12)))
        val (chapel, ana) = home("Ccori, cerca de la capilla", "casa 3", child("Ana", "Ccori Puma", "female", today.minusMonths(30)))
        val (school, jose) = home("Puma, al lado de la escuela", "casa 21", child("José", "Puma Ñahui", "male", today.minusMonths(9)))
        for ((ago, kg) in listOf(12 to "3.40", 10 to "5.10", 8 to "6.40", 6 to "7.30", 4 to "7.90", 2 to "8.30")) {
            visit(house, rosa, today.minusMonths(ago.toLong()), kg)
        }
        val last = visit(house, rosa, today.minusDays(10), "8.40", next = today.minusDays(3))
        visit(chapel, ana, today.minusDays(20), "11.20", next = today)
        visit(school, jose, today.minusDays(15), "8.10", next = today.plusDays(4))
        val danger = visit(river, yeny, today, "6.10", more = """, "referrals": [{"signs": ["fever"], "where_to": "Puesto de salud Ccorca"}]""")

        val reading = last.records.first { it.entity == "reading" }.record
        places += mapOf(
            "today" to "today", "families" to "families/all", "families-pregnant" to "families/pregnant", "notices" to "notices", "delivery" to "delivery",
            "household" to "household/$house", "begin" to "begin_visit/$house", "child" to "person/$rosa", "growth" to "growth/$rosa", "history" to "history/$rosa",
            "visit" to "visit/${last.visit}", "not-visited" to "not_visited/$house", "correct-weight" to "correct/$reading/weight",
            "correct-birth" to "correct/$rosa/birth_date", "correct-sex" to "correct/$rosa/sex", "consent" to "consent/$rosa", "phone" to "phone",
            "register-person" to "register_person/$house", "chart" to "app/chart/${GrowthIndicator.WEIGHT_FOR_AGE.name}/$rosa", "settings" to "app/settings", "pin-change" to "app/pin",
        )
        for (which in listOf("phone_only", "set_aside", "waiting", "unreadable", "moved")) places["delivered-$which"] = "delivered/$which"
        danger.records.firstOrNull { it.entity == "referral" }?.let { places["referral"] = "referral/${it.record}" }
        others(RecordName(house), reading)
    }

    /** Two values of one telephone, and a weight that a supervisor sent back. */
    private fun others(house: RecordName, reading: RecordName) {
        phone.sync(SyncOn.ANY_LINE, null)
        val other = enrolled("other", server.invite(OTHER, "Norte"))
        val boss = enrolled("boss", server.invite(BOSS, "Norte", role = "supervisor"))
        for ((one, number) in listOf(phone to "900000111", other to "900000222")) {
            assertTrue(one.correct(Correction(one.field(house, "telephone", null).view.seen, number)).saved)
        }
        boss.review(NewReview(reading, field = "weight", verdict = ReviewVerdict.RETURNED, comment = "¿Seguro que pesa tanto? Mira el cuaderno."))
        for (one in listOf(boss, other, phone)) one.sync(SyncOn.ANY_LINE, null)
        val returned = phone.reviews(Reviews.OF_MY_RECORDS).single()
        val disputed = phone.disputes(null, null, 10u).items.single()
        places["returned"] = "returned/${returned.review}"
        places["dispute"] = "dispute/${disputed.record}/${disputed.field}"
    }

    private fun enrolled(name: String, code: String): Phone {
        val one = Phone.open(File(folder.root, name).path, KeysInMemory(), null, null)
        one.enrol(code, name, null)
        return one
    }

    private fun child(names: String, family: String, sex: String, born: LocalDate) =
        NewPerson(kind = "child", givenNames = names, familyNames = family, sex = sex, birthDate = born.toString())

    private fun home(knownAs: String, reference: String, vararg persons: NewPerson): List<String> {
        val area = phone.status().areas.first().area
        val saved = phone.addFamily(NewHousehold(area = area, knownAs = knownAs, reference = reference, telephone = "900000100", altitudeM = "3650"), persons.toList())
        return listOf(saved.household.record.text) + saved.persons.map { it.record.text }
    }

    private fun visit(house: String, child: String, on: LocalDate, kg: String, next: LocalDate? = null, more: String = "") = phone.recordVisit(
        """{"household": "$house", "on": "$on", "outcome": {"is": "done"} ${next?.let { """, "next_date": "$it"""" } ?: ""},
            "agreements": [{"text": "Sangrecita dos veces por semana"}],
            "persons": [{"person": "$child", "reading": {"on": "$on", "weight": {"kg": "$kg", "clothes": "light"}, "source": "measured"},
              "services": [{"kind": "iron", "on": "$on", "product": "drops", "source": "seen"}] $more}]}""",
    )

    // What is begun on it.

    /** A registration from its first step to its last, each step with what it asks, then looked at before it is saved. */
    private fun registering(begin: String, more: List<String>) {
        val answers = more.iterator()
        var place = begin
        places["register-begin"] = begin
        for (number in 1..STEPS) {
            val screen = phone.screen(place)
            val step = place.substringAfterLast('/')
            if (number > 1) {
                goTo(place)
                look("register-$step")
                places["register-$step"] = place
            }
            if (step == "check") return
            val act = if (step.endsWith(".more")) answers.next() else act(screen)
            place = when (val outcome = phone.submit(place, act, screen.seen, screen.groups.flatMap { it.inputs }.associate { it.key to typed(it) })) {
                is Outcome.Goes -> outcome.place
                is Outcome.Steps -> outcome.place
                // What was searched is shown; then it goes on.
                is Outcome.Stays -> place.also { outcome.screen.groups.flatMap { it.inputs }.mapNotNull { it.wrong?.text }.let { assertTrue("$it", it.isEmpty()) } }
            }
        }
        throw AssertionError("$place is not the last step")
    }

    /** Its main action; where there is none its first row. */
    private fun act(screen: ScreenView): String {
        val rows = screen.groups.flatMap { it.rows }
        return ((screen.main?.does ?: rows.firstNotNullOf { it.does }) as Does.Submit).act
    }

    private fun typed(input: Input): String = when (input.kind) {
        InputKind.TEXT, InputKind.LONG_TEXT -> if (input.key.startsWith("id.")) "" else TEXTS[input.key] ?: "Condori Puma"
        InputKind.TELEPHONE -> "900000333"
        InputKind.FIGURE -> ""
        InputKind.DAY -> today.plusDays(90).toString()
        InputKind.PARTIAL_DAY -> today.minusDays(40).toString()
        InputKind.ONE, InputKind.SEVERAL, InputKind.POSITION -> input.choices.first().code
    }

    /** A visit that was begun, and one with all that it asks looked at before it is saved. */
    private fun unfinished() {
        val rosa = RecordName(places.getValue("child").substringAfter('/'))
        val draft = phone.beginChecklist("visita", rosa).use { it.draft() }
        places["fill"] = "app/fill/$draft"
        places["check"] = "check/$draft"
    }

    private companion object {
        const val OTHER = "Elena Ccori"
        const val BOSS = "Marta Condori"
        val TEXTS = mapOf("given_names" to "Elsa", "known_as" to "los del molino", "reference" to "pasando la acequia")
        const val MOST = 5
        const val STEPS = 30
        val QUECHUA = Shape.SMALL.copy(name = "480x800-quz", language = "qu-rPE")
    }
}
