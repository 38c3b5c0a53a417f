package org.chaski.app.harness

import java.io.File

/** The files of the whole project, from whichever folder its tests run. */
object Project {
    private val root = generateSequence(File("").absoluteFile) { it.parentFile }.first { File(it, "core/packs").exists() }

    fun file(path: String) = File(root, path).also { check(it.exists()) { "$path is not in the project" } }
}
