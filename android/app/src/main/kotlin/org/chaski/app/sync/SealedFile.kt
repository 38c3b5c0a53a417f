package org.chaski.app.sync

import android.content.ContentResolver
import android.net.Uri
import android.provider.DocumentsContract
import java.io.FileOutputStream
import java.io.IOException

/** A sealed file as the phone's own documents take it: whole, or not at all. */
object SealedFile {
    /** False where the card is full, was pulled out, or does not let itself be written; what was begun is removed then. */
    fun write(files: ContentResolver, bytes: ByteArray, to: Uri): Boolean = try {
        val into = files.openOutputStream(to, "w") ?: throw IOException("nothing to write into")
        into.use {
            it.write(bytes)
            it.flush()
            // A card that is pulled out at once has it, where it is a file of this phone.
            (it as? FileOutputStream)?.fd?.sync()
        }
        true
    } catch (_: IOException) {
        remove(files, to)
        false
    } catch (_: RuntimeException) {
        // Whoever keeps the place is another app: what it does not let, or cannot do, it says in several ways.
        remove(files, to)
        false
    }

    private fun remove(files: ContentResolver, what: Uri) {
        try {
            DocumentsContract.deleteDocument(files, what)
        } catch (_: Exception) {
            // Some places do not let go of what they made: it is short then, and the server says so.
        }
    }
}
