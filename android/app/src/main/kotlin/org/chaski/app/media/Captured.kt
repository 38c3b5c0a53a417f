package org.chaski.app.media

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import java.io.File

/** Where another app puts the one picture or film that it was asked for. It is not exported: only who was asked may write, only what was asked. */
class Captured : ContentProvider() {
    override fun onCreate() = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        val name = uri.lastPathSegment.orEmpty()
        require(name.isNotEmpty() && name.all { it.isLetterOrDigit() || it == '.' } && !name.startsWith('.')) { "no name of a file" }
        return ParcelFileDescriptor.open(file(requireNotNull(context), name), ParcelFileDescriptor.parseMode(mode))
    }

    override fun getType(uri: Uri): String? = null

    override fun query(uri: Uri, what: Array<String>?, which: String?, args: Array<String>?, order: String?): Cursor? = null

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun delete(uri: Uri, which: String?, args: Array<String>?) = 0

    override fun update(uri: Uri, values: ContentValues?, which: String?, args: Array<String>?) = 0

    companion object {
        fun uri(context: Context, name: String): Uri = Uri.parse("content://${context.packageName}.captured/$name")

        fun file(context: Context, name: String): File = File(File(context.cacheDir, "captured").apply { mkdirs() }, name)
    }
}
