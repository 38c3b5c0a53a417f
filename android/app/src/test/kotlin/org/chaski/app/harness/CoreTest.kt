package org.chaski.app.harness

import java.io.File
import org.chaski.core.Phone
import org.chaski.core.SyncOn
import org.chaski.core.SyncOutcome
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The real core under the framework, and a real server. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [23, 28, 34])
class CoreTest {
    @get:Rule val server = TestServer()

    @get:Rule val folder = TemporaryFolder()

    @Test
    fun `a phone enrols with the server's code and delivers`() {
        server.area("Norte")
        server.worker("Rosa Huamán")
        val phone = Phone.open(File(folder.root, "phone").path, KeysInMemory(), null, null)
        val enrolled = phone.enrol(server.invite("Rosa Huamán", "Norte"), "Robolectric", null)
        assertEquals("Rosa Huamán", enrolled.status.worker?.name)
        assertTrue(phone.sync(SyncOn.ANY_LINE, null) is SyncOutcome.Done)

        server.stop()
        assertFalse(runCatching { phone.sync(SyncOn.ANY_LINE, null) }.getOrNull() is SyncOutcome.Done)
        server.start()
        assertTrue(phone.sync(SyncOn.ANY_LINE, null) is SyncOutcome.Done)
    }
}
