package org.chaski.app.life

import java.io.File
import org.chaski.app.harness.Shape
import org.chaski.app.harness.all
import org.chaski.core.SyncOn
import org.chaski.types.Does
import org.chaski.types.Outcome
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Wherever she is: the phone is turned, its letters grow, its room shrinks, its process ends, and she is at the same place with what she typed. */
class EveryPlaceTest : LifeTest() {
    private val root = generateSequence(File("").absoluteFile) { it.parentFile }.first { File(it, "core/src/screens/place.rs").exists() }

    private fun places(): List<String> {
        val filled = fill()
        val (house, child) = filled.house to filled.child
        val draft = phone.beginChecklist("kinds", org.chaski.ids.RecordName(child)).use { it.draft() }
        val begins = phone.screen("register_family")
        val act = (begins.main!!.does as Does.Submit).act
        val registers = (phone.submit("register_family", act, begins.seen, emptyMap()) as Outcome.Goes).place
        return listOf(
            "today", "families/all", "families/under_one", "notices", "delivery", "delivered/phone_only", "household/$house", "begin_visit/$house",
            "person/$child", "owed/late", "owed_line/$child/rotavirus",
            "growth/$child", "history/$house", "visit/${filled.visit}", "not_visited/$house", "referral/${filled.referral}", "dispute/$house/telephone",
            "returned/${filled.review}", "correct/$house/telephone", "correct/$child/birth_date", registers, "register_family", "register_person/$house",
            "consent/$child", "pregnancy_ended/$child", "check/$draft", "phone",
            "app/fill/$draft", "app/settings", "app/pin", "app/chart/WEIGHT_FOR_AGE/$child",
        )
    }

    @Test
    fun `killed, turned or made small anywhere, she is at the same place with what she typed`() {
        server.publish(File(root, "android/app/src/test/forms/kinds.xml"))
        enrol()
        phone.sync(SyncOn.ANY_LINE, null)
        val places = places()
        assertEquals("a place of the core is not walked", emptySet<String>(), kinds() - places.map { it.substringBefore('/') }.toSet())
        for (place in places) {
            goTo(place)
            val says = bar()
            assertTrue(place, says.isNotEmpty())
            fields().forEachIndexed { n, field -> field.setText(if (field.isFocusable) "90011122$n" else "") }
            settle()
            val typed = fields().map { it.text.toString() }
            for (shape in listOf(Shape.SMALL.turned(), SPLIT, Shape.LARGEST_LETTERS, Shape.SMALL)) {
                become(shape)
                same(place, says, typed)
            }
            endInBackground()
            pin()
            same(place, says, typed)
            endAtOnce()
            pin()
            same(place, says, null)
        }
    }

    /** Letters of a field that nobody submitted are in memory alone: a battery that falls out takes them, and nothing else. */
    private fun same(place: String, says: List<String>, typed: List<String>?) {
        assertEquals(place, here)
        assertEquals(place, says, bar())
        if (typed != null) assertEquals(place, typed, fields().map { it.text.toString() })
    }

    /** The name of the page. */
    private fun bar() = activity.window.decorView.all().filterIsInstance<android.widget.TextView>().filter { it.isShown && it.text.isNotBlank() }.take(1)
        .map { it.text.toString() }.toList()

    /** As the core writes them: one that is new there is missed here. */
    private fun kinds(): Set<String> {
        val source = File(root, "core/src/screens/place.rs").readText().substringAfter("match kind {").substringBefore("_ => Err")
        return Regex("\"(\\w+)\"").findAll(source).map { it.groupValues[1] }.toSet()
    }

    @Test
    fun `a code that was half typed is there after a kill, and a PIN is chosen anew`() {
        opened()
        touch("Castellano")
        touch("Escribir el código")
        type("chaski:ABCDEF")
        endInBackground()
        assertEquals("chaski: ABCD EF", fields().single().text.toString())
        type(server.invite(WORKER, "Norte"))
        touch("Siguiente")
        pin("13")
        endInBackground()
        see("Elige tu PIN")
        pin()
        pin()
        see("¿Eres tú?")
    }

    private companion object {
        /** Half of the smallest screen, as Android 7 and later share it. */
        val SPLIT = Shape("split", "w320dp-h230dp-hdpi")
    }
}
