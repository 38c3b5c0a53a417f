package org.chaski.app.life

import android.Manifest
import android.app.Notification
import android.app.NotificationManager
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import java.net.InetAddress
import java.net.ServerSocket
import java.net.URI
import java.time.Duration
import org.chaski.app.MainActivity
import org.chaski.app.sync.SyncJob
import org.chaski.core.Line
import org.chaski.core.SyncOn
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadow.api.Shadow

/** What the system's scheduler begins, as far as a desktop shows it. */
class SyncJobTest : LifeTest() {
    private val scheduler get() = app.getSystemService(JobScheduler::class.java)
    private val notices get() = shadowOf(app.getSystemService(NotificationManager::class.java))
    private val planned: JobInfo? get() = scheduler.allPendingJobs.singleOrNull()
    private val waits get() = phone.inbox(1u).onThisPhoneOnly.items.isNotEmpty()

    @Suppress("DEPRECATION")
    private fun line(job: JobInfo) = job.networkType

    private fun lock() {
        activity.runOnUiThread { (activity as MainActivity).lock() }
        settle()
    }

    /** As the system does it; gives whether it is to be tried again, null where there was nothing to begin. */
    private fun run(): Boolean? {
        val job = Robolectric.buildService(SyncJob::class.java).create().get()
        if (!job.onStartJob(Shadow.newInstanceOf(JobParameters::class.java))) return null.also { settle() }
        settle()
        assertTrue(shadowOf(job).isJobFinished)
        return shadowOf(job).isRescheduleNeeded
    }

    @Test
    fun `it is planned once somebody is let in, for a line that is free and a battery that is not low`() {
        opened()
        assertNull(planned)
        enrol()
        val job = checkNotNull(planned)
        assertEquals(JobInfo.NETWORK_TYPE_UNMETERED, line(job))
        assertTrue(job.isPeriodic && job.isRequireBatteryNotLow)
        assertEquals(JobInfo.BACKOFF_POLICY_EXPONENTIAL, job.backoffPolicy)
        assertFalse("without a key it can do nothing after a restart", job.isPersisted)
        app.session.choices.paysForLine = true
        app.session.planSync()
        settle()
        assertEquals(JobInfo.NETWORK_TYPE_ANY, planned?.let(::line))
    }

    @Test
    fun `who asks for a delivery while one runs by itself sees it end, over a line that costs too`() {
        enrol()
        goTo("delivery")
        for (now in listOf(Line.FREE, Line.METERED)) {
            line = now
            family("Quispe", girl("Rosa", "2025-09-20"))
            app.session.delivery.start(SyncOn.FREE_LINE, quiet = true) {}
            app.session.delivery.start(SyncOn.ANY_LINE) {}
            settle()
            see("Todo entregado.")
            assertFalse(now.name, waits)
        }
    }

    @Test
    fun `it delivers behind the lock, and asks for nothing where no phone is open`() {
        enrol()
        family("Quispe", girl("Rosa", "2025-09-20"))
        app.session.lock()
        assertEquals(false, run())
        assertFalse(waits)

        lock()
        assertNull(run())
        assertNull("until she unlocks", planned)
        pin()
        assertNotNull(planned)

        endAtOnce()
        assertNull(run())
        assertNull(planned)
    }

    @Test
    fun `a line that is paid by what goes over it is left alone, unless she chose otherwise`() {
        enrol()
        line = Line.METERED
        family("Quispe", girl("Rosa", "2025-09-20"))
        assertEquals(true, run())
        assertTrue(waits)
        touch("Familias")
        assertTrue("nor does the app go over it by itself", waits)
        app.session.choices.paysForLine = true
        assertEquals(false, run())
        assertFalse(waits)
    }

    @Test
    fun `without an answer it is tried again later and nothing is lost`() {
        enrol()
        family("Quispe", girl("Rosa", "2025-09-20"))
        server.stop()
        assertEquals(true, run())
        assertTrue(waits)
        server.start()
        assertEquals(false, run())
        assertFalse(waits)
    }

    @Test
    fun `it ends with its slice where the other side never answers`() {
        enrol()
        family("Quispe", girl("Rosa", "2025-09-20"))
        server.stop()
        ServerSocket(URI(server.url).port, 5, InetAddress.getByName("127.0.0.1")).use { silent ->
            val job = Robolectric.buildService(SyncJob::class.java).create().get()
            assertTrue(job.onStartJob(Shadow.newInstanceOf(JobParameters::class.java)))
            silent.accept().use {
                val begun = System.nanoTime()
                assertFalse(shadowOf(job).isJobFinished)
                settle(Duration.ofSeconds(app.session.choices.rules.syncSliceS.toLong()))
                assertTrue("it waited for the line to give up", System.nanoTime() - begun < PATIENCE_NS)
            }
            assertTrue(shadowOf(job).isJobFinished && shadowOf(job).isRescheduleNeeded)
        }
        assertTrue(waits)
    }

    @Test
    fun `a notification comes only where there is something for her, names nobody, and goes when she is here`() {
        enrol()
        assertEquals(false, run())
        assertTrue(notices.allNotifications.isEmpty())
        fill()
        assertEquals(false, run())
        val notice = notices.allNotifications.single()
        val texts = listOf(Notification.EXTRA_TITLE, Notification.EXTRA_TEXT, Notification.EXTRA_BIG_TEXT, Notification.EXTRA_SUB_TEXT)
        val says = texts.mapNotNull { notice.extras.getCharSequence(it)?.toString() }.joinToString(" ")
        assertTrue(says, phone.noticesCount().toString() in says)
        listOf("Rosa", "Quispe", "Marta", "900").forEach { assertFalse(says, it in says) }
        assertEquals(Notification.VISIBILITY_SECRET, notice.visibility)
        lock()
        pin()
        assertTrue(notices.allNotifications.isEmpty())
    }

    @Test
    fun `she is asked once, on Hoy after the first delivery, if she wants to be told`() {
        shadowOf(app).denyPermissions(Manifest.permission.POST_NOTIFICATIONS)
        enrol()
        assertEquals(Manifest.permission.POST_NOTIFICATIONS, shadowOf(activity).lastRequestedPermission?.requestedPermissions?.single())
        endAtOnce()
        pin()
        assertNull(shadowOf(activity).lastRequestedPermission)
        assertNotNull(phone.sync(SyncOn.ANY_LINE, null))
    }

    private companion object {
        /** The line itself would give up after a minute. */
        const val PATIENCE_NS = 45_000_000_000L
    }
}
