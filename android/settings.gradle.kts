// For Android Studio. These Gradle files were written, not run, where this project was made: `android/build` and
// `android/test` are what runs there, with the same sources and versions (tools/agree.py compares them).
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "chaski"
include(":app")
