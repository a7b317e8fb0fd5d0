// Links Scala.js IR into WebAssembly: Link OUTPUT-FOLDER CLASSPATH-ENTRY...
import java.nio.file.{Files, Paths}
import scala.concurrent.Await
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration.Duration
import org.scalajs.linker.{PathIRContainer, PathOutputDirectory, StandardImpl}
import org.scalajs.linker.interface.{ModuleInitializer, ModuleKind, StandardConfig}
import org.scalajs.logging.{Level, ScalaConsoleLogger}

object Link {
  def main(args: Array[String]): Unit = {
    val output = Paths.get(args.head)
    Files.createDirectories(output)
    val config = StandardConfig()
      .withExperimentalUseWebAssembly(true)
      .withModuleKind(ModuleKind.ESModule)
      .withSourceMap(false)
    val start = ModuleInitializer.mainMethodWithArgs("Queens", "main")
    val report = for {
      (containers, _) <- PathIRContainer.fromClasspath(args.tail.map(Paths.get(_)).toSeq)
      files <- StandardImpl.irFileCache().newCache.cached(containers)
      done <- StandardImpl.linker(config)
        .link(files, Seq(start), PathOutputDirectory(output), new ScalaConsoleLogger(Level.Warn))
    } yield done
    Await.result(report, Duration.Inf)
  }
}
