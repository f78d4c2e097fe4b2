export const units = {
  km: { mi: 0.621371 },
  mi: { km: 1.609344 },
  kg: { lb: 2.204623 },
  lb: { kg: 0.453592 },
};
