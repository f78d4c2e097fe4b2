-- Health of a NanoApp for Argo CD: resource.customizations.health.nano.dev_NanoApp in the ConfigMap argocd-cm.
local health = { status = "Progressing", message = "waiting for the operator" }
if obj.status == nil or obj.status.conditions == nil then
  return health
end
-- What is said of the generation before says nothing of this one.
if obj.status.observedGeneration ~= obj.metadata.generation then
  return health
end
for _, condition in ipairs(obj.status.conditions) do
  if condition.type == "Ready" then
    health.message = condition.reason .. ": " .. condition.message
    if condition.status == "True" then
      health.status = "Healthy"
      return health
    end
    -- It mends itself once the object is there, but somebody has to make that.
    if condition.reason == "SourceNotFound" then
      health.status = "Degraded"
    end
  end
end
-- Stalled is there while nothing happens until somebody acts.
for _, condition in ipairs(obj.status.conditions) do
  if condition.type == "Stalled" and condition.status == "True" then
    health.status = "Degraded"
  end
end
return health
