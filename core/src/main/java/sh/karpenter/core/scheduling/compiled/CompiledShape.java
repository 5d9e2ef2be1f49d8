package sh.karpenter.core.scheduling.compiled;

import sh.karpenter.core.model.workload.PodShape;

/// A pod shape with its amounts along the axes.
///
/// @param index position among the shapes of the problem
/// @param shape the readable shape
/// @param requests what a pod of it asks for, per axis
/// @param presence the axes that it names
/// @param identity number of its namespace and labels together: what selectors can tell apart
@SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
public record CompiledShape(int index, PodShape shape, long[] requests, long presence, int identity) {}
