/// The version of the three programs.
package let programVersion = "0.1.0"
