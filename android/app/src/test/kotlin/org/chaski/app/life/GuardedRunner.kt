package org.chaski.app.life

import org.junit.runners.model.FrameworkMethod
import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassWriter
import org.objectweb.asm.Opcodes
import org.objectweb.asm.tree.ClassNode
import org.objectweb.asm.tree.InsnList
import org.objectweb.asm.tree.LdcInsnNode
import org.objectweb.asm.tree.MethodInsnNode
import org.robolectric.RobolectricTestRunner
import org.robolectric.internal.bytecode.ClassDetails
import org.robolectric.internal.bytecode.ClassInstrumentor
import org.robolectric.internal.bytecode.ClassNodeProvider
import org.robolectric.internal.bytecode.InstrumentationConfiguration

/** Runs the app with a guard before each of its calls that may take long: of the core, of the disk, of the system's services that write to it. */
class GuardedRunner(type: Class<*>) : RobolectricTestRunner(type, WITH_GUARD) {
    override fun createClassLoaderConfig(method: FrameworkMethod): InstrumentationConfiguration =
        InstrumentationConfiguration.Builder(super.createClassLoaderConfig(method)).addInstrumentedPackage("org.chaski.app.").build()

    private companion object {
        val WITH_GUARD = defaultInjector().bind(ClassInstrumentor::class.java, Guarding::class.java).build()
    }
}

/** The app's classes as they are, but for the guard; the framework's as Robolectric has them. */
class Guarding : ClassInstrumentor() {
    override fun instrument(details: ClassDetails, config: InstrumentationConfiguration, nodes: ClassNodeProvider): ByteArray {
        if (!details.name.startsWith("org.chaski.app.")) return super.instrument(details, config, nodes)
        // A test asks the core where it stands.
        if (isOfTests(details.name)) return details.classBytes
        val node = ClassNode()
        ClassReader(details.classBytes).accept(node, 0)
        for (method in node.methods) {
            for (call in method.instructions.toArray().filterIsInstance<MethodInsnNode>().filter(::mayTakeLong)) {
                method.instructions.insertBefore(call, guard("${call.owner.substringAfterLast('/')}.${call.name}"))
            }
        }
        return ClassWriter(ClassWriter.COMPUTE_MAXS).also(node::accept).toByteArray()
    }

    private fun isOfTests(name: String) =
        javaClass.classLoader.getResource("${name.replace('.', '/')}.class")?.path.orEmpty().contains("/test-classes/")

    private fun guard(what: String) = InsnList().apply {
        add(LdcInsnNode(what))
        add(MethodInsnNode(Opcodes.INVOKESTATIC, "org/chaski/app/life/MainThread", "about", "(Ljava/lang/String;)V", false))
    }

    private fun mayTakeLong(call: MethodInsnNode) = when (call.owner) {
        in CORE -> !call.name.startsWith("uniffi") && call.name != "<init>" && call.name.substringBefore('-') !in ONLY_COMPUTES
        in FILES -> call.name == "<init>"
        "java/io/File" -> call.name in OF_A_FILE
        in SYSTEM -> true
        else -> call.owner.startsWith("kotlin/io/FilesKt") || call.name in OF_A_CONTEXT
    }

    private companion object {
        val CORE = listOf("Phone", "PhoneInterface", "Filling", "FillingInterface", "Lock", "LockInterface", "Chaski_bindingsKt").map { "org/chaski/core/$it" }

        /** What the core does with a text alone, key by key: it waits for nothing. A count among its arguments stands behind a hyphen of its name. */
        val ONLY_COMPUTES = setOf(
            "figurePressed", "rangeMoved", "momentParts", "momentValue", "rankTouched", "rankValue", "severalTouched",
            "pointsOf", "pointsValue", "fixText", "groupedCode", "chartStyle",
        )
        val FILES = listOf("FileInputStream", "FileOutputStream", "RandomAccessFile", "FileReader", "FileWriter").map { "java/io/$it" }
        val SYSTEM = listOf(
            "android/app/job/JobScheduler", "android/app/NotificationManager", "android/content/SharedPreferences", "android/content/SharedPreferences\$Editor",
            "android/content/ContentResolver", "java/security/KeyStore", "javax/crypto/Cipher", "javax/crypto/KeyGenerator", "java/net/Socket", "java/net/URL",
        )
        val OF_A_FILE = setOf(
            "exists", "isFile", "isDirectory", "length", "list", "listFiles",
            "mkdir", "mkdirs", "delete", "renameTo", "createNewFile", "createTempFile", "lastModified",
        )
        val OF_A_CONTEXT = setOf("getSharedPreferences", "getFilesDir", "getCacheDir", "openFileInput", "openFileOutput", "getDatabasePath")
    }
}
