package org.chaski.app.screens

import android.view.View
import android.widget.EditText
import java.time.Duration
import java.time.LocalDate
import org.chaski.app.ChaskiApp
import org.chaski.app.MainActivity
import org.chaski.app.check.Checks
import org.chaski.app.harness.ScreenTest
import org.chaski.app.harness.Shape
import org.chaski.app.harness.TestReader
import org.chaski.app.harness.TestServer
import org.chaski.app.harness.Windows
import org.chaski.app.harness.shown
import org.chaski.app.harness.words
import org.chaski.app.look.RowView
import org.chaski.app.session.Platform
import org.chaski.app.session.Wrap
import org.chaski.core.Connectivity
import org.chaski.core.Created
import org.chaski.core.Line
import org.chaski.core.NewHousehold
import org.chaski.core.NewPerson
import org.chaski.core.Phone
import org.junit.After
import org.junit.Before
import org.junit.Rule
import org.robolectric.RuntimeEnvironment

/** The app in the hands of one worker, whose district has a server of its own. */
abstract class AppTest : ScreenTest() {
    @get:Rule val server = TestServer()

    protected var line = Line.FREE
    protected val reader = TestReader()
    protected val app get() = RuntimeEnvironment.getApplication() as ChaskiApp
    protected val phone: Phone get() = checkNotNull(app.session.phone) { "no phone is open" }

    // Keys of the keypad stand 4 dp apart; tabs, rows and answers beside each other are large enough to be told apart.
    override val checks = Checks(isKey = ::isKey, together = { it is RowView || it.height >= 54 * it.resources.displayMetrics.density })

    private fun isKey(view: View) = view.contentDescription == "Borrar" || (view as? android.widget.TextView)?.text?.length in 1..3

    @Before
    fun equip() {
        ChaskiApp.platform = object : Platform {
            override fun wrap(alias: String) = object : Wrap {
                override fun wrap(secret: ByteArray) = secret.reversedArray()

                override fun unwrap(wrapped: ByteArray) = wrapped.reversedArray()
            }

            override val line = object : Connectivity {
                override fun line() = this@AppTest.line
            }

            override val reader = this@AppTest.reader
        }
        server.area("Norte")
        server.worker(WORKER)
        // Asked on Hoy of a new phone; a test of that takes it back.
        org.robolectric.Shadows.shadowOf(app).grantPermissions(android.Manifest.permission.POST_NOTIFICATIONS)
    }

    private val complaints = ArrayList<String>()

    /** A picture in each of these shapes; what is wrong with any of them is told at the end, so that all are there to be looked at. */
    protected fun look(name: String, vararg shapes: Shape = arrayOf(Shape.SMALL)) {
        try {
            picture(name, *shapes)
        } catch (wrong: AssertionError) {
            complaints += wrong.message.orEmpty().lines()
        }
    }

    @After
    fun leave() {
        forget()
        if (complaints.isNotEmpty()) throw AssertionError(complaints.joinToString("\n"))
    }

    override fun forget() {
        settle()
        app.forget()
    }

    protected fun opened() = open(MainActivity::class.java)

    protected fun pin(digits: String = PIN) = digits.forEach { touch(it.toString()) }

    /** From the first page to *Hoy*, as she does it. */
    protected fun enrol(code: String = server.invite(WORKER, "Norte")) {
        opened()
        touch("Castellano")
        touch("Escribir el código")
        type(code)
        touch("Siguiente")
        pin()
        pin()
        touch("Sí, soy yo")
    }

    /** Letters into the field that this label is of, or that is called so. */
    protected fun typeInto(label: String, letters: String) {
        val field = activity.findViewById<EditText>(find(label).labelFor)
            ?: Windows.top().shown().filterIsInstance<EditText>().firstOrNull { label in it.words() }
            ?: throw AssertionError("«$label» is no field")
        field.setText(letters)
        settle()
    }

    protected fun family(knownAs: String, vararg persons: NewPerson): List<Created> {
        val area = phone.status().areas.first().area
        val saved = phone.addFamily(NewHousehold(area = area, knownAs = knownAs, reference = "casa 14", telephone = "900000111"), persons.toList())
        return listOf(saved.household) + saved.persons
    }

    protected fun girl(names: String, born: String) = NewPerson(kind = "child", givenNames = names, familyNames = "Mamani Quispe", sex = "female", birthDate = born)

    protected fun goTo(place: String) {
        activity.runOnUiThread { (activity as MainActivity).open(place) }
        settle()
    }

    /** A key of the keypad; a box that shows the same figure is none. */
    protected fun key(sign: Char) = touch(all(sign.toString()).firstOrNull { it.contentDescription == null } ?: throw AssertionError("no key $sign:\n${said()}"))

    protected fun keys(figure: String) = figure.forEach { key(it) }

    /** As its key is called. */
    protected fun month(date: LocalDate) = MONTHS[date.monthValue - 1]

    protected fun day(date: LocalDate) {
        keys("%02d".format(date.dayOfMonth))
        touch(month(date))
        keys(date.year.toString())
        typed()
    }

    /** What was typed is kept when she stops typing. */
    protected fun typed() = settle(Duration.ofMillis(550))

    protected companion object {
        const val WORKER = "Nelly Huamán"
        const val PIN = "2468"
        private val MONTHS = listOf("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
    }
}
